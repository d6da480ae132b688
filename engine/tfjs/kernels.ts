import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';

type KernelFunc = KernelConfig['kernelFunc'];
type Inputs = Readonly<Record<string, Tensor>>;

/** How a kernel is run otherwise: `run` is the one before, which may be given other inputs and attributes. */
type Detour<A> = (
  inputs: Inputs,
  attributes: A,
  run: (inputs: Inputs, attributes: object) => Tensor,
) => Tensor;

/** tfjs is one for all engines of a process, which all ask for the detours. */
const detours = new WeakSet<KernelFunc>();

/** Puts a detour in front of a kernel of a backend, where it has that kernel. */
function detour<A>(tf: TF, backendName: string, kernelName: string, way: Detour<A>): void {
  const kernel = tf.getKernel(kernelName, backendName);
  if (!kernel || detours.has(kernel.kernelFunc)) return;
  const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) => {
    const run = (given: Inputs, attributes: object) =>
      kernel.kernelFunc({
        inputs: given as NamedTensorInfoMap,
        attrs: attributes as NamedAttrMap,
        backend,
      }) as TensorInfo as Tensor;
    return way(inputs as Inputs, attrs as NamedAttrMap & A, run);
  };
  detours.add(kernelFunc);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ ...kernel, kernelFunc });
}

type Sizes = number | readonly number[];

interface Convolution {
  readonly strides: Sizes;
  readonly pad: string | number | readonly (readonly [number, number])[];
  readonly dataFormat?: string;
}

/**
 * Kernels of the `tensorflow` backend.
 *
 * - TensorFlow 2.21 writes past the end of a buffer in the filter gradient of a 1x1 convolution with strides, plain or
 *   depthwise, where channels are few and threads several (oneDNN; Python crashes likewise). What the strides skip is left out before
 *   instead: the same numbers.
 * - It does the same in products of matrices that are broadcast (tensorflow issue 123109). They are repeated before.
 * - tfjs-node-gpu refuses convolutions that are padded in numbers.
 */
export function mendTensorFlowKernels(tf: TF): void {
  for (const kernel of ['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter']) {
    detour<Convolution & { filterShape: readonly number[] }>(
      tf,
      'tensorflow',
      kernel,
      (inputs, attributes, run) => {
        const { filterShape, strides, dataFormat, pad } = attributes;
        const [down, across] =
          typeof strides === 'number' ? [strides, strides] : (strides as [number, number]);
        const plain = filterShape[0] === 1 && filterShape[1] === 1 && typeof pad === 'string';
        if (!plain || (down === 1 && across === 1)) return run(inputs, attributes);
        const { x, dy } = inputs as { x: Tensor; dy: Tensor };
        const steps = dataFormat === 'NCHW' ? [1, 1, down, across] : [1, down, across, 1];
        return tf.tidy(() =>
          run({ x: tf.stridedSlice(x, [0, 0, 0, 0], x.shape, steps), dy }, { ...attributes, strides: 1 }),
        );
      },
    );
  }
  detour<object>(tf, 'tensorflow', 'BatchMatMul', ({ a, b }, attributes, run) => {
    const [ofA, ofB] = [a!, b!].map(({ shape }) => shape.slice(0, -2));
    if (ofA!.join() === ofB!.join()) return run({ a: a!, b: b! }, attributes);
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(ofA!, ofB!);
    const whole = (value: Tensor) => tf.broadcastTo(value, [...batch, ...value.shape.slice(-2)]);
    return tf.tidy(() => run({ a: whole(a!), b: whole(b!) }, attributes));
  });
  for (const kernel of ['Conv2D', 'DepthwiseConv2dNative']) {
    detour<Convolution>(tf, 'tensorflow', kernel, (inputs, attributes, run) => {
      const { pad, dataFormat } = attributes;
      if (typeof pad === 'string') return run(inputs, attributes);
      const x = inputs.x!;
      const spatial = dataFormat === 'NCHW' ? [2, 3] : [1, 2];
      const around = x.shape.map((_, axis): [number, number] => {
        if (typeof pad !== 'number') return [...pad[axis]!];
        return spatial.includes(axis) ? [pad, pad] : [0, 0];
      });
      return tf.tidy(() => run({ ...inputs, x: tf.pad(x, around) }, { ...attributes, pad: 'valid' }));
    });
  }
}

/**
 * Sums and products along an axis that is counted from the end: of those `cpu` made a tensor that lacks a side, and `wasm`
 * wrote past its memory.
 */
export function mendCumulation(tf: TF, backendName: 'cpu' | 'wasm'): void {
  for (const kernel of ['Cumsum', 'Cumprod']) {
    detour<{ axis: number }>(tf, backendName, kernel, (inputs, attributes, run) => {
      const { rank } = inputs.x!;
      return run(inputs, { ...attributes, axis: (attributes.axis + rank) % rank });
    });
  }
}

/** Windows over `[batch, depth, height, width, channels]`. */
interface Windows {
  readonly strides: Sizes;
  readonly pad: string | number;
  /** Of a pool. */
  readonly filterSize?: Sizes;
  /** Of the gradients of a convolution. */
  readonly filterShape?: readonly number[];
  readonly inputShape?: readonly number[];
}

/**
 * Windows in three dimensions that are smaller than their strides: padded `same`, the cpu's begin inside of the input, by
 * a padding below 0 (`get3DPadAndOutInfo` in tfjs-core). What no window reaches is cut off before, so that there is none.
 */
function mendWindows3d(tf: TF): void {
  const reached = (shape: readonly number[], filter: Sizes, { strides, pad }: Windows) =>
    shape.map((size, axis) => {
      if (axis === 0 || axis === 4 || pad !== 'same') return size;
      const of = (sizes: Sizes) => (typeof sizes === 'number' ? sizes : sizes[axis - 1]!);
      const windows = Math.ceil(size / of(strides));
      return Math.min(size, (windows - 1) * of(strides) + of(filter));
    });
  const fits = (x: Tensor, shape: readonly number[]) => x.shape.join() === shape.join();
  const cut = (x: Tensor, shape: readonly number[]) =>
    fits(x, shape) ? x : tf.slice(x, [0, 0, 0, 0, 0], [...shape]);
  const grown = (x: Tensor, shape: readonly number[]) => {
    const behind = shape.map((size, axis): [number, number] => [0, size - x.shape[axis]!]);
    return fits(x, shape) ? x : tf.pad(tf.engine().makeTensorFromTensorInfo(x), behind);
  };
  for (const kernel of ['Conv3D', 'Conv3DBackpropFilterV2', 'MaxPool3D', 'AvgPool3D']) {
    detour<Windows>(tf, 'cpu', kernel, (inputs, attributes, run) => {
      const x = inputs.x!;
      const filter = attributes.filterSize ?? attributes.filterShape ?? inputs.filter!.shape;
      const shape = reached(x.shape, filter, attributes);
      return tf.tidy(() => run({ ...inputs, x: cut(x, shape) }, attributes));
    });
  }
  for (const kernel of ['Conv3DBackpropInputV2', 'MaxPool3DGrad', 'AvgPool3DGrad']) {
    detour<Windows>(tf, 'cpu', kernel, (inputs, attributes, run) => {
      const whole = attributes.inputShape ?? inputs.input!.shape;
      const shape = reached(whole, attributes.filterSize ?? inputs.filter!.shape, attributes);
      return tf.tidy(() => {
        const given = inputs.input ? { ...inputs, input: cut(inputs.input, shape) } : inputs;
        const dealt = kernel === 'AvgPool3DGrad' ? withShares(tf, given, attributes as Pool) : given;
        return grown(run(dealt, { ...attributes, inputShape: shape }), whole);
      });
    });
  }
}

/**
 * Kernels of the `cpu` backend: tensorScatterUpdate writes into its own input, and the gradient of an average pool
 * divides by the whole window at the edges too, where the pool itself divides by what is in it.
 */
export function mendCpuKernels(tf: TF): void {
  mendCumulation(tf, 'cpu');
  detour<object>(tf, 'cpu', 'TensorScatterUpdate', (inputs, attributes, run) => {
    const tensor = inputs.tensor!;
    const own = tf.tensor(tensor.dataSync().slice(), tensor.shape, tensor.dtype);
    return run({ ...inputs, tensor: own }, attributes);
  });
  detour<Pool>(tf, 'cpu', 'AvgPoolGrad', (inputs, attributes, run) =>
    tf.tidy(() => run(withShares(tf, inputs, attributes), attributes)),
  );
  mendWindows3d(tf);
}

interface Pool {
  readonly filterSize: Sizes;
  readonly strides: Sizes;
  readonly pad: string;
}

/** What the gradient of an average pool is given: `dy` times each window over what of it lies in the input. */
function withShares(tf: TF, inputs: Inputs, { filterSize, strides, pad }: Pool): Inputs {
  const { dy, input } = inputs as { dy: Tensor; input: Tensor };
  const of = (sizes: Sizes, side: number) => (typeof sizes === 'number' ? sizes : sizes[side]!);
  const shares = input.shape.slice(1, -1).map((length, side) => {
    const [size, stride] = [of(filterSize, side), of(strides, side)];
    const out = dy.shape[side + 1]!;
    const before = pad === 'same' ? Math.max(0, Math.floor(((out - 1) * stride + size - length) / 2)) : 0;
    const along = Float32Array.from({ length: out }, (_, i) => {
      const start = i * stride - before;
      return size / (Math.min(start + size, length) - Math.max(start, 0));
    });
    return tf.tensor(along).reshape(dy.shape.map((_, axis) => (axis === side + 1 ? out : 1)));
  });
  return { dy: shares.reduce((all, one) => all.mul(one), dy), input };
}
