/** Where Keras's own format, `.keras`, has the weights of a layer. Pure. */
import { LockstepError } from '../../base/errors.ts';

/** A layer's class and configuration, as far as its place follows from them. */
export interface Placed {
  readonly class_name: string;
  readonly config: { readonly layer?: Placed | undefined };
}

/** Classes whose name in Python is not the one they go by. */
const IN_PYTHON: Readonly<Record<string, string>> = { GroupQueryAttention: 'GroupedQueryAttention' };

/** Layers of one model beside the names of their groups: their classes', numbered where one occurs again. */
export function withGroups<L extends Placed>(layers: readonly L[]): [layer: L, group: string][] {
  const used = new Map<string, number>();
  return layers.map((layer) => {
    const kind = snakeCase(IN_PYTHON[layer.class_name] ?? layer.class_name);
    const number = used.get(kind) ?? 0;
    used.set(kind, number + 1);
    return [layer, `layers/${number === 0 ? kind : `${kind}_${number}`}`];
  });
}

/** What a layer's own layers are called in Python, by the first part of their weights' names, in the weights' order. */
const INNER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  MultiHeadAttention: {
    query: 'query_dense',
    key: 'key_dense',
    gate: '_gate_dense',
    value: 'value_dense',
    attention_output: 'output_dense',
  },
  GroupQueryAttention: {
    query: '_query_dense',
    key: '_key_dense',
    gate: '_gate_dense',
    value: '_value_dense',
    attention_output: '_output_dense',
  },
};

/** Groups inside of a layer's group that hold variables, in the order of its weights. */
export const PARTS = [
  'cell',
  'forward_layer',
  'backward_layer',
  'layer',
  ...['query', 'key', 'gate', 'value', 'attention_output'].flatMap((part) => [
    ...new Set(Object.values(INNER).map((inner) => inner[part]!)),
  ]),
];

/**
 * Places of a layer's variables within its group.
 * @param names of its weights without the layer's, `kernel` or `query/kernel`
 * @throws LockstepError BAD_INPUT for cells that a user has stacked
 */
export function variablePlaces(layer: Placed, names: readonly string[]): string[] {
  const inner = INNER[layer.class_name];
  const folders = variableFolders(layer);
  const each = names.length / folders.length;
  const used = new Map<string, number>();
  return names.map((name, i) => {
    const part = inner?.[name.split('/')[0]!];
    const folder = part ? `${part}/vars` : folders[Math.floor(i / each)]!;
    const number = used.get(folder) ?? 0;
    used.set(folder, number + 1);
    return `${folder}/${number}`;
  });
}

/** Folders of variables, in the order of the layer's weights; each has as many. */
function variableFolders({ class_name, config: { layer } }: Placed): string[] {
  switch (class_name) {
    case 'LSTM':
    case 'GRU':
    case 'SimpleRNN':
    case 'ConvLSTM2D':
      return ['cell/vars'];
    case 'TimeDistributed':
      return variableFolders(layer!).map((folder) => `layer/${folder}`);
    case 'Bidirectional':
      return ['forward_layer', 'backward_layer'].flatMap((way) =>
        variableFolders(layer!).map((folder) => `${way}/${folder}`),
      );
    case 'RNN':
      throw new LockstepError(
        'BAD_INPUT',
        'the model has an RNN of cells, which .keras files cannot have here',
        {
          hint: 'Name the file model.h5',
        },
      );
    case 'Sequential':
    case 'Functional':
    case 'Model':
      throw new LockstepError(
        'BAD_INPUT',
        'the model has a model in a wrapper, which .keras files cannot have here',
        {
          hint: 'Name the file model.h5',
        },
      );
    default:
      return ['vars'];
  }
}

/** As Keras derives a name from a class's. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
