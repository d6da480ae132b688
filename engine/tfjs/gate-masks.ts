import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';

interface Weight {
  read(): Tensor;
}

interface Activation {
  apply(x: Tensor): Tensor;
}

/** What a gate has of the cell's weights, and its masks. */
interface Gate {
  /** `[batch, inputs]` */
  readonly inputMask: Tensor | null;
  /** `[batch, units]` */
  readonly mask: Tensor;
  /** `[inputs, units]` */
  readonly kernel: Tensor;
  /** `[units, units]` */
  readonly recurrent: Tensor;
  /** `[units]` */
  readonly bias: Tensor | null;
}

/** What a tfjs cell holds. */
interface Cell {
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly dropoutFunc?: ((x: Tensor, rate: number) => Tensor) | undefined;
  readonly kernel: Weight;
  readonly recurrentKernel: Weight;
  readonly bias?: Weight | null;
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
  dropoutMask: readonly Tensor[] | Tensor | null;
  /** Lives for all time steps of a batch: the layer disposes of it before the next. */
  recurrentDropoutMask: readonly Gate[] | null;
  call(inputs: Tensor[], kwargs: { readonly training?: boolean }): Tensor[];
}

/**
 * One time step of a cell.
 * @param x for each gate, in the order of the kernels' columns: the projected input plus the bias, `[batch, units]`
 * @param states of the step before, `[batch, units]` each: h, and for an LSTM its carry c
 * @returns the output, then the new states
 */
type CellStep = (
  cell: Cell,
  gates: readonly Gate[],
  x: readonly Tensor[],
  states: readonly Tensor[],
) => Tensor[];

/** Gates: input, forget, candidate, output. */
const lstm: CellStep = ({ activation, recurrentActivation: sigmoid }, gates, x, [h, carryBefore]) => {
  const [input, forget, candidate, out] = gates.map(({ mask, recurrent }, k) =>
    x[k]!.add(h!.mul(mask).matMul(recurrent)),
  );
  const carry = sigmoid
    .apply(forget!)
    .mul(carryBefore!)
    .add(sigmoid.apply(input!).mul(activation.apply(candidate!)));
  const output = sigmoid.apply(out!).mul(activation.apply(carry));
  return [output, output, carry];
};

/** Gates: update, reset, candidate. */
const gru: CellStep = ({ activation, recurrentActivation: sigmoid }, gates, x, [h]) => {
  const dropped = gates.map(({ mask }) => h!.mul(mask));
  const [update, reset] = [0, 1].map((k) =>
    sigmoid.apply(x[k]!.add(dropped[k]!.matMul(gates[k]!.recurrent))),
  );
  const proposed = activation.apply(x[2]!.add(reset!.mul(dropped[2]!).matMul(gates[2]!.recurrent)));
  const output = update!.mul(h!).add(update!.neg().add(1).mul(proposed));
  return [output, output];
};

const replaced = new WeakSet<object>();

/**
 * Recurrent dropout as Keras has it: LSTM and GRU drop with a mask of its own for each gate, and the GRU mixes what
 * it has not dropped from (`implementation=1` in keras/src/layers/rnn, which a recurrent dropout asks for). tfjs
 * draws these masks but takes the first for all gates, and such noise costs an LSTM on IMDB points of accuracy.
 */
export function useGateMasks(tf: TF): void {
  replaceCall(tf, tf.layers.lstmCell({ units: 1 }), 4, lstm);
  replaceCall(tf, tf.layers.gruCell({ units: 1 }), 3, gru);
  beginAnew(tf);
}

interface Recurrent {
  readonly cell: Cell & { readonly cells?: readonly Cell[] };
  call(inputs: unknown, kwargs: unknown): unknown;
}

/** tfjs's LSTM and GRU layers take the last batch's masks from their cell; now its layer of any cells does so too. */
function beginAnew(tf: TF): void {
  const lstmLayer = Object.getPrototypeOf(tf.layers.lstm({ units: 1 }));
  const prototype = Object.getPrototypeOf(lstmLayer) as Recurrent;
  if (replaced.has(prototype)) return;
  replaced.add(prototype);
  const original = prototype.call;
  prototype.call = function (inputs, kwargs) {
    for (const cell of this.cell.cells ?? [this.cell]) {
      tf.dispose([cell.dropoutMask ?? [], cell.recurrentDropoutMask ?? []] as never);
      cell.dropoutMask = null;
      cell.recurrentDropoutMask = null;
    }
    return original.call(this, inputs, kwargs);
  };
}

function replaceCall(tf: TF, example: object, count: number, step: CellStep): void {
  const prototype = Object.getPrototypeOf(example) as Cell;
  if (replaced.has(prototype)) return;
  replaced.add(prototype);
  const original = prototype.call;
  const gatesOf = (cell: Cell, x: Tensor, h: Tensor): Gate[] => {
    const draw = cell.dropoutFunc ?? tf.dropout;
    const masks = (like: Tensor, rate: number) =>
      Array.from({ length: count }, () => (rate > 0 ? draw(tf.onesLike(like), rate) : null));
    const [inputMasks, own] = [masks(x, cell.dropout), masks(h, cell.recurrentDropout)];
    const [kernels, recurrent] = [cell.kernel, cell.recurrentKernel].map((one) =>
      tf.split(one.read(), count, 1),
    );
    const biases = cell.bias ? tf.split(cell.bias.read(), count) : [];
    return kernels!.map((kernel, k) => ({
      inputMask: inputMasks[k]!,
      mask: own[k]!,
      kernel,
      recurrent: recurrent![k]!,
      bias: biases[k] ?? null,
    }));
  };
  prototype.call = function (inputs, kwargs) {
    if (!kwargs.training || !(this.recurrentDropout > 0)) return original.call(this, inputs, kwargs);
    return tf.tidy(() => {
      const [input, ...states] = inputs as [Tensor, Tensor];
      // Once a batch, so that a weight's gradients of all time steps are summed before its parts are joined.
      this.recurrentDropoutMask ??= gatesOf(this, input, states[0]).map((gate) => {
        for (const tensor of Object.values(gate)) if (tensor) tf.keep(tensor);
        return gate;
      });
      const gates = this.recurrentDropoutMask;
      const x = gates.map(({ inputMask, kernel, bias }) => {
        const projected = (inputMask ? input.mul(inputMask) : input).matMul(kernel);
        return bias ? projected.add(bias) : projected;
      });
      return step(this, gates, x, states);
    });
  };
}
