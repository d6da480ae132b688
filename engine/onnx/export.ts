/** A model as ONNX: its forward pass, as tfjs computes it. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import { VERSION } from '../../base/version.ts';
import { BATCH, OnnxGraph, SIZES, typeOf } from './graph.ts';
import { CONVOLUTIONS } from './kernels/convolutions.ts';
import { ELEMENTWISE } from './kernels/elementwise.ts';
import { constantValue, KernelCall, type Kernels } from './kernels/kernel.ts';
import { PRODUCTS } from './kernels/products.ts';
import { REDUCTIONS } from './kernels/reductions.ts';
import { SHAPES } from './kernels/shapes.ts';
import { encodeOnnx, type OnnxValue } from './proto.ts';
import { type Constant, type Operand, type Recording, record, refused } from './recording.ts';

const KERNELS: Kernels = { ...ELEMENTWISE, ...REDUCTIONS, ...SHAPES, ...CONVOLUTIONS, ...PRODUCTS };

/** One input of what is exported: of one sample. */
export interface OnnxInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

export interface Exported {
  /** Of the graph. */
  readonly name: string;
  readonly inputs: readonly OnnxInput[];
  /** Outputs by name, for inputs `[batch, ...shape]` in their order. */
  readonly compute: (inputs: readonly Tensor[]) => Readonly<Record<string, Tensor>>;
  /** Names of the weights, by the data of their tensors. */
  readonly weightNames: ReadonlyMap<object, string>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A protobuf, which counts its bytes in 32 bits. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;

/**
 * Records what tfjs computes for two batches of different sizes, and writes it as a graph whose first axis has any
 * length: what differs between the two depends on the batch.
 * @throws LockstepError BAD_INPUT that names the layer which ONNX cannot have
 */
export function onnxOf(tf: TF, { name, inputs, compute, weightNames, metadata }: Exported): Uint8Array {
  const constants = new Map<number, Constant>();
  const names: string[] = [];
  const run = (size: number): Recording => {
    let recording: Recording | undefined;
    tf.tidy(() => {
      const tensors = inputs.map(({ shape, dtype }) => tf.zeros([size, ...shape], dtype));
      const work = () => {
        const outputs = compute(tensors);
        names.splice(0, names.length, ...Object.keys(outputs));
        return Object.values(outputs);
      };
      recording = record(tf, tensors, (kernel) => kernel in KERNELS, constants, weightNames, work);
    });
    return recording!;
  };
  const [a, b] = [run(SIZES[0]), run(SIZES[1])];
  const graph = new OnnxGraph(inputs.map((input) => input.name));
  const values = new Map<number, string>(inputs.map((input, i) => [a.inputs[i]!.id, input.name]));
  translate(graph, a, b, values);
  for (const [i, output] of a.outputs.entries())
    graph.name(referring(graph, values)(output, b.outputs[i]!), names[i]!);
  const { nodes, tensors } = graph.finish(names);
  const bytes = tensors.reduce((sum, tensor) => sum + tensor.bytes.byteLength, 0);
  if (bytes > MOST_BYTES) {
    throw new LockstepError(
      'BAD_INPUT',
      `the weights have ${bytes} bytes, and an ONNX file holds less than 2 GiB`,
      {
        hint: 'Export model.keras',
      },
    );
  }
  const outputs = a.outputs.map(({ shape, dtype }, i): OnnxValue => {
    const wider = b.outputs[i]!.shape;
    const sides = shape.map((side, k) => (side === wider[k] ? side : k === 0 ? BATCH : `${names[i]}_${k}`));
    return { name: names[i]!, type: typeOf(dtype), shape: sides };
  });
  return encodeOnnx({
    ...{ name, producerVersion: VERSION, nodes, tensors, outputs, metadata },
    inputs: inputs.map(({ name, shape, dtype }) => ({ name, type: dtype, shape: [BATCH, ...shape] })),
  });
}

const referring = (graph: OnnxGraph, values: ReadonlyMap<number, string>) => (a: Operand, b: Operand) => {
  if (a.kind === 'live' && b.kind === 'live' && a.id === b.id) return values.get(a.id)!;
  if (a.kind === 'constant' && b.kind === 'constant') return constantValue(graph, a, b);
  throw refused('the computation', graph.layer, OTHER);
};

const OTHER = 'it is another one for another size of the batch';

function translate(graph: OnnxGraph, a: Recording, b: Recording, values: Map<number, string>): void {
  const of = referring(graph, values);
  for (const [i, call] of a.calls.entries()) {
    const other = b.calls[i];
    if (other?.kernel !== call.kernel) throw refused(`op ${call.kernel}`, call.layer, OTHER);
    graph.layer = call.layer;
    const made = [KERNELS[call.kernel]!(new KernelCall(graph, [call, other], of))].flat();
    for (const [k, { id }] of call.outputs.entries()) values.set(id, made[k]!);
  }
  graph.layer = undefined;
  if (b.calls.length !== a.calls.length) throw refused('the computation', undefined, OTHER);
}
