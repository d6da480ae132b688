import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { GROUP } from '../../base/philox.ts';
import type { NativeBackend, OpAttribute } from './binding.ts';
import type { Stream } from './stream.ts';

/** TensorFlow's numbers of types, and of the algorithm. */
const [FLOAT32, INT32, INT64, UINT64] = [1, 3, 9, 23];
const PHILOX = 1;

const OPS = { uniform: 'StatelessRandomUniformV2', normal: 'StatelessRandomNormalV2' } as const;

/**
 * Random numbers by TensorFlow's stateless ops, which are given the counter to begin with: those of `philox.ts`.
 * tfjs has no 64-bit integers, so their tensors pass it by.
 * @param key int32 `[1, 2]`: seed and step; `first` int32: place of this rank's first sample
 */
export function nativeStream(tf: TF, backend: NativeBackend, key: Tensor2D, first: Scalar): Stream {
  const { binding } = backend;
  const made: number[] = [];
  const keep = (id: number) => {
    made.push(id);
    return id;
  };
  const type = (name: string, value: number): OpAttribute => ({ name, type: binding.TF_ATTR_TYPE, value });
  const run = (op: string, attributes: OpAttribute[], inputs: number[]) =>
    keep(backend.binding.executeOp(op, attributes, inputs, 1)[0]!.id);
  const int32 = (shape: number[], ...values: number[]) =>
    keep(backend.binding.createTensor(shape, INT32, Int32Array.from(values)));
  const int64 = (value: number) => keep(backend.binding.createTensor([], INT64, Int32Array.of(value, 0)));
  const unsigned = (id: number, from: number) =>
    run('Bitcast', [type('T', from), type('type', UINT64)], [id]);
  const idOf = (tensor: Tensor) => backend.getInputTensorIds([tensor])[0]!;

  let keyBits: number | undefined;
  let place: number | undefined;
  const placeOfFirst = () => {
    const truncate = { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false };
    place ??= run('Cast', [type('SrcT', INT32), type('DstT', INT64), truncate], [idOf(first)]);
    return place;
  };
  return {
    draw(distribution, number, rows, width, ofSamples, fixed) {
      const groups = Math.ceil(width / GROUP);
      if (!fixed) keyBits ??= unsigned(idOf(key), INT32);
      const bits = fixed ? unsigned(int32([1, 2], ...fixed), INT32) : keyBits!;
      const begin = ofSamples ? run('Mul', [type('T', INT64)], [placeOfFirst(), int64(groups)]) : int64(0);
      const count = { name: 'N', type: binding.TF_ATTR_INT, value: 2 };
      const axis = { name: 'axis', type: binding.TF_ATTR_INT, value: 0 };
      const counter = run('Pack', [count, type('T', INT64), axis], [begin, int64(number)]);
      const [result] = backend.binding.executeOp(
        OPS[distribution],
        [type('dtype', FLOAT32), type('Tshape', INT32)],
        [int32([2], rows, groups * GROUP), bits, unsigned(counter, INT64), int32([], PHILOX)],
        1,
      );
      // Rows begin with a counter of their own, so the last one of a row may give numbers too many.
      const table = backend.createOutputTensor(result!);
      return groups * GROUP === width ? table : tf.slice(table, [0, 0], [rows, width]);
    },
    end() {
      for (const id of made) backend.binding.deleteTensor(id);
    },
  };
}
