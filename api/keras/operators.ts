/** Operators of functional models (`x + y`, `2 * x`), which Keras 3 saves as nodes, as layers that compute the same. Pure. */
import { LockstepError } from '../../base/errors.ts';
import { argumentOf, isOperation } from './operations.ts';

/** A node of a functional model as Keras 3 saves it. */
export interface SavedNode {
  /** Null of a class that is not Keras's own. */
  readonly module?: string | null;
  readonly class_name: string;
  readonly name?: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes?: unknown;
}

interface Call {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** What an operator comes to: a layer of one tensor, or of two. */
interface Layer {
  readonly class_name: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Of two tensors. */
const MERGES: Readonly<Record<string, string>> = {
  Add: 'Add',
  Subtract: 'Subtract',
  Multiply: 'Multiply',
  Maximum: 'Maximum',
  Minimum: 'Minimum',
};

/** Of one tensor: activations of this name. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  Relu: 'relu',
  Relu6: 'relu6',
  Sigmoid: 'sigmoid',
  Softplus: 'softplus',
  Tanh: 'tanh',
};

/**
 * Whether a node is no layer but an operator or a function of `keras.ops`. HDF5 files leave out its module; there a layer
 * of the same name (`Average`, `Dot`, `Reshape`) says whether it is trainable, which no function does.
 */
export function isOperator({ module, class_name, config, inbound_nodes }: SavedNode): boolean {
  if (module !== undefined) return module?.startsWith('keras.src.ops.') ?? false;
  return isOperation(class_name) && Array.isArray(inbound_nodes) && !('trainable' in config);
}

/**
 * The same node as a layer.
 * @param masked whether its tensors may have masks, which a layer would hand on, and an operator does not
 * @throws LockstepError BAD_INPUT for an operator that no layer stands for
 */
export function asLayer(node: SavedNode, masked: boolean): SavedNode {
  const { class_name: operator, name = String(node.config.name) } = node;
  const calls = (node.inbound_nodes ?? []) as readonly Call[];
  const refuse = (what: string) =>
    new LockstepError('BAD_INPUT', `the Keras model has ${what} (${name}), which cannot be had here`, {
      hint: 'Write it with a layer of Keras, and save the model again',
    });
  const made = calls.map(({ args, kwargs }): [Layer, readonly unknown[]] => {
    const given = [...args, ...Object.values(kwargs)].map(asNumber);
    const tensors = given.filter(isTensor);
    const ranks = new Set(tensors.map(({ config: { shape } }) => shape.length));
    const layer = masked || ranks.size > 1 ? undefined : layerOf(operator, given);
    if (layer) return [layer, tensors.length === 1 ? tensors : [tensors]];
    if (!isOperation(operator)) throw refuse(`the operation ${operator}`);
    const { name: _, ...options } = node.config;
    const met: unknown[] = [];
    try {
      const config = {
        operation: operator,
        options: operator === 'Einsum' ? withSmallLetters(options) : options,
        arguments: given.map((one) => argumentOf(one, met)),
      };
      return [{ class_name: 'Operation', config }, met.length === 1 ? met : [met]];
    } catch (cause) {
      throw refuse(`the operation ${operator} of ${(cause as Error).message}`);
    }
  });
  const [[layer] = [undefined]] = made;
  if (!layer) throw refuse(`the operation ${operator} of no tensor`);
  return {
    class_name: layer.class_name,
    name,
    config: { name, ...layer.config },
    inbound_nodes: made.map(([, args]) => ({ args, kwargs: {} })),
  };
}

/** A tensor or a NumPy array of one number is that number. */
function asNumber(value: unknown): unknown {
  const { class_name, config } = (value ?? {}) as { class_name?: string; config?: { value?: unknown } };
  const isConstant = class_name === '__numpy__' || class_name === '__tensor__';
  return isConstant && typeof config?.value === 'number' ? config.value : value;
}

interface Tensor {
  readonly class_name: '__keras_tensor__';
  readonly config: { readonly shape: readonly unknown[] };
}

function isTensor(value: unknown): value is Tensor {
  return (value as Partial<Tensor> | null)?.class_name === '__keras_tensor__';
}

function layerOf(operator: string, given: readonly unknown[]): Layer | undefined {
  const activation = FUNCTIONS[operator];
  if (activation && given.length === 1) return { class_name: 'Activation', config: { activation } };
  if (operator === 'Negative' && given.length === 1) return rescaled(-1, 0);
  const [a, b] = given;
  if (given.length !== 2) return undefined;
  if (isTensor(a) && isTensor(b)) {
    const merge = MERGES[operator];
    return merge ? { class_name: merge } : undefined;
  }
  if (typeof b === 'number') return ofNumber(operator, b);
  // Where the number stands first, only the order of a difference matters.
  if (typeof a !== 'number') return undefined;
  return operator === 'Subtract'
    ? rescaled(-1, a)
    : SYMMETRIC.includes(operator)
      ? ofNumber(operator, a)
      : undefined;
}

const SYMMETRIC = ['Add', 'Multiply'];

/** An operator whose second operand is a number. */
function ofNumber(operator: string, value: number): Layer | undefined {
  switch (operator) {
    case 'Add':
      return rescaled(1, value);
    case 'Subtract':
      return rescaled(1, -value);
    case 'Multiply':
      return rescaled(value, 0);
    case 'Divide':
    case 'TrueDivide':
      return rescaled(1 / value, 0);
    default:
      return undefined;
  }
}

const rescaled = (scale: number, offset: number): Layer => ({
  class_name: 'Rescaling',
  config: { scale, offset },
});

/** An equation says the same by other letters, and a saved configuration keeps no capitals apart. */
function withSmallLetters(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const equation = String(options.subscripts).replaceAll(' ', '');
  const sides = [...equation.replace(/->.*/, '')].filter((letter) => /[a-z]/i.test(letter));
  const alone = [...new Set(sides)].filter((side) => sides.indexOf(side) === sides.lastIndexOf(side)).sort();
  const said = equation.includes('->')
    ? equation
    : `${equation}->${equation.includes('...') ? '...' : ''}${alone.join('')}`;
  const letters = [...new Set(sides)];
  const small = said.replace(/[a-z]/gi, (letter) => String.fromCharCode(97 + letters.indexOf(letter)));
  return { ...options, subscripts: small };
}
