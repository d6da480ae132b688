import type { Tensor, Tensor4D, TensorLike } from '@tensorflow/tfjs';
import { expect, test, vi } from 'vitest';
import type { TF } from '../../api/job.ts';
import { runtime } from '../../test/support/engines.ts';
import { loadBackend } from '../local/backend.ts';
import type { NativeBackend } from '../tfjs/binding.ts';
import { keepingNothing } from './keeping-nothing.ts';
import { record } from './recorder.ts';
import { TensorFlowSession } from './session.ts';
import { Shapes } from './shapes.ts';

/** The computation recorded with and without numbers, and how often an op ran without. */
async function recorded(compute: (tf: TF, x: Tensor) => readonly Tensor[], values: TensorLike) {
  const { tf } = await loadBackend('tensorflow', runtime, 1);
  const backend = tf.backend() as NativeBackend;
  const real = backend.binding;
  const executeOp = vi.fn(real.executeOp);
  backend.binding = Object.create(real, { executeOp: { value: executeOp } }) as typeof real;
  const once = (shapes?: Shapes) => {
    const x = tf.tensor(values);
    let trace: ReturnType<typeof record> | undefined;
    tf.tidy(() => {
      const work = () => compute(tf, x);
      trace = record(backend, { x }, work, shapes, (run) => keepingNothing(tf, run));
    });
    x.dispose();
    return trace!;
  };
  try {
    const without = once(new Shapes(new TensorFlowSession(runtime!)));
    const ran = executeOp.mock.calls.length;
    return { without, ran, with: once() };
  } finally {
    backend.binding = real;
  }
}

const square = [
  [1, 2],
  [3, 4],
];

test.skipIf(!runtime)(
  'a computation is recorded the same with and without numbers (needs TensorFlow)',
  async () => {
    const {
      without,
      ran,
      with: numbers,
    } = await recorded((tf, x) => {
      const [left, right] = tf.split(x, 2, 1) as [Tensor, Tensor];
      const picture = tf.conv2d(x.reshape<Tensor4D>([1, 2, 2, 1]), tf.ones([1, 1, 1, 3]), 1, 'same');
      return [
        left.add(right).tanh(),
        picture
          .pad([
            [0, 0],
            [1, 1],
            [0, 0],
            [0, 0],
          ])
          .sum([1, 3]),
        x.argMax(0),
      ];
    }, square);
    expect(ran).toBe(0);
    expect(without).toEqual(numbers);
    expect(without.outputs.map((value) => without.types[value]!.shape)).toEqual([[2, 1], [1, 2], [2]]);
  },
);

test.skipIf(!runtime)('where a shape follows from numbers, ops run (needs TensorFlow)', async () => {
  const { without, ran, with: numbers } = await recorded((tf, x) => [tf.unique(x).values], [5, 5, 7]);
  expect(ran).toBeGreaterThan(0);
  expect(without).toEqual(numbers);
  expect(without.types[without.outputs[0]!]!.shape).toEqual([2]);
});

test.skipIf(!runtime)('a tensor that is kept has numbers (needs TensorFlow)', async () => {
  const kept: Tensor[] = [];
  const { ran } = await recorded(
    (tf, x) => {
      kept.push(tf.keep(x.square()));
      return [x.neg()];
    },
    [2, 3],
  );
  expect(ran).toBeGreaterThan(0);
  expect(kept.map((tensor) => [...tensor.dataSync()])).toEqual([
    [4, 9],
    [4, 9],
  ]);
  for (const tensor of kept) tensor.dispose();
});

test.skipIf(!runtime)('a variable that is written has numbers (needs TensorFlow)', async () => {
  const { tf } = await loadBackend('tensorflow', runtime, 1);
  const variable = tf.variable(tf.zeros([2]));
  const { ran } = await recorded(
    (_, x) => {
      variable.assign(x.square());
      return [x.neg()];
    },
    [2, 3],
  );
  expect(ran).toBeGreaterThan(0);
  expect([...variable.dataSync()]).toEqual([4, 9]);
  variable.dispose();
});
