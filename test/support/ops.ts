/** One op at a time, with its gradients: on the `cpu` backend, op by op on TensorFlow, and compiled. */

import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { sizeOf } from '../../base/arrays.ts';
import { sfc32 } from '../../base/random.ts';
import { optimize } from '../../engine/compiled/passes/index.ts';
import { record } from '../../engine/compiled/recorder.ts';
import { TensorFlowSession } from '../../engine/compiled/session.ts';
import { Shapes } from '../../engine/compiled/shapes.ts';
import { addStages } from '../../engine/compiled/stages.ts';
import { loadBackend } from '../../engine/local/backend.ts';
import type { NativeBackend } from '../../engine/tfjs/binding.ts';
import { runtime } from './engines.ts';

export type Way = 'cpu' | 'eager' | 'compiled';

/** A function of float32 tensors to one tensor, and the tensors. */
export interface OpCase {
  readonly name: string;
  /** Why the `cpu` backend of tfjs cannot tell the right value. */
  readonly withoutCpu?: string;
  /** By input. */
  readonly shapes: readonly (readonly number[])[];
  // biome-ignore lint/suspicious/noExplicitAny: ops take tensors of the rank that they know
  readonly of: (tf: TF, ...inputs: any[]) => Tensor;
}

/** The weighted sum of all outputs of an op, and its gradient for each input. */
export interface OpResult {
  readonly value: number;
  readonly gradients: readonly Float32Array[];
}

/** Numbers in (-1, 1), none of them near 0 or one another's ties. */
export function numbersOf(shape: readonly number[], seed: number): Float32Array {
  const random = sfc32(seed, shape.length);
  return Float32Array.from({ length: sizeOf(shape) }, () => {
    const value = 2 * random() - 1;
    return Math.abs(value) < 0.05 ? value + 0.1 : value;
  });
}

/** In float64, so that differences of it keep their digits. */
function weighted(values: Float32Array, shape: readonly number[]): number {
  const weights = numbersOf(shape, 99);
  return values.reduce((sum, value, i) => sum + value * weights[i]!, 0);
}

export class OpBench {
  readonly #tf: TF;
  readonly #ran = new Set<string>();

  private constructor(tf: TF) {
    this.#tf = tf;
    const engine = tf.engine();
    const runKernel = engine.runKernel.bind(engine);
    engine.runKernel = (name, inputs, attributes) => {
      this.#ran.add(name);
      return runKernel(name, inputs, attributes) as never;
    };
  }

  /** Kernels that have a gradient and that nothing has run so far. */
  kernelsLeftOut(): string[] {
    const names = this.#tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
    return names.filter((name) => this.#tf.getGradient(name) && !this.#ran.has(name)).sort();
  }

  static async open(): Promise<OpBench> {
    const { tf } = await loadBackend('tensorflow', runtime);
    return new OpBench(tf);
  }

  /** @param inputs one array for each of `shapes` */
  async run({ of, shapes }: OpCase, way: Way, inputs: readonly Float32Array[]): Promise<OpResult> {
    const tf = this.#tf;
    await tf.setBackend(way === 'cpu' ? 'cpu' : 'tensorflow');
    const compute = (...tensors: Tensor[]) => {
      let value: Tensor | undefined;
      const loss = () => {
        const out = of(tf, ...tensors).cast('float32');
        value = tf.keep(out.mul(tf.tensor(numbersOf(out.shape, 99), out.shape)).sum());
        return value;
      };
      const { grads } = tf.engine().gradients(loss, tensors, undefined, true);
      // What an op counts or compares has no gradient.
      return [value!, ...tensors.map(({ shape }, i) => grads[i] ?? tf.zeros(shape))];
    };
    const arrays =
      way === 'compiled'
        ? this.#runCompiled(compute, shapes, inputs)
        : tf.tidy(() => {
            const outputs = compute(...inputs.map((values, i) => tf.tensor(values, [...shapes[i]!])));
            return outputs.map((output) => output.dataSync<'float32'>().slice());
          });
    return { value: arrays[0]![0]!, gradients: arrays.slice(1) };
  }

  /** The value alone. */
  async value(c: OpCase, way: 'cpu' | 'eager', inputs: readonly Float32Array[]): Promise<number> {
    const tf = this.#tf;
    await tf.setBackend(way === 'cpu' ? 'cpu' : 'tensorflow');
    return tf.tidy(() => {
      const out = c
        .of(tf, ...inputs.map((values, i) => tf.tensor(values, [...c.shapes[i]!])))
        .cast('float32');
      return weighted(out.dataSync<'float32'>(), out.shape);
    });
  }

  #runCompiled(
    compute: (...tensors: Tensor[]) => readonly Tensor[],
    shapes: OpCase['shapes'],
    inputs: readonly Float32Array[],
  ): Float32Array[] {
    const tf = this.#tf;
    const arrays: Float32Array[] = [];
    tf.tidy(() => {
      // Other numbers than those that it runs with: what was frozen would show.
      const tensors = inputs.map((values, i) =>
        tf.tensor(
          values.map((x) => x / 2 + 0.01),
          [...shapes[i]!],
        ),
      );
      const named = Object.fromEntries(tensors.map((tensor, i) => [`x${i}`, tensor]));
      const trace = record(
        tf.backend() as NativeBackend,
        named,
        () => compute(...tensors),
        new Shapes(new TensorFlowSession(runtime!)),
      );
      const optimized = optimize(trace, runtime!.manifest.flavor);
      const call = addStages(new TensorFlowSession(runtime!), 'op', optimized, 0, () => undefined);
      arrays.push(
        ...optimized.outputs.map((value) => new Float32Array(sizeOf(optimized.types[value]!.shape))),
      );
      call(inputs, arrays);
    });
    return arrays;
  }
}

/**
 * The largest difference between the gradients of an op and the central differences of its value, as a share of the
 * largest gradient. Over wide steps they are exact where the op is linear in the number that changes, to the rounding
 * of float32; where it is not, they are taken over narrow ones, and rounding leaves three digits.
 */
export async function differencesOf(
  bench: OpBench,
  one: OpCase,
  way: 'cpu' | 'eager',
  inputs: readonly Float32Array[],
): Promise<{ worst: number; linear: boolean }> {
  const { gradients } = await bench.run(one, way, inputs);
  const slope = async (input: number, place: number, step: number) => {
    const at = async (delta: number) => {
      const moved = inputs.map((values) => values.slice());
      moved[input]![place]! += delta;
      return await bench.value(one, way, moved);
    };
    return ((await at(step)) - (await at(-step))) / (2 * step);
  };
  let [worst, linear] = [0, true];
  for (const [input, gradient] of gradients.entries()) {
    const scale = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-2);
    const places = Math.min(gradient.length, 8);
    for (let k = 0; k < places; k++) {
      const place = Math.floor((k * gradient.length) / places);
      const [wide, wider] = [await slope(input, place, 0.25), await slope(input, place, 0.5)];
      const straight = Math.abs(wide - wider) < 1e-5 * scale;
      const estimate = straight ? wide : await slope(input, place, 1e-3);
      linear &&= straight;
      worst = Math.max(worst, Math.abs(estimate - gradient[place]!) / scale);
    }
  }
  return { worst, linear };
}
