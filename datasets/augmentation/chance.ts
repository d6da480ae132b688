/** The random numbers of augmentations: functions of the run's seed, the epoch, the sample and the augmentation. Pure. */
import { philox } from '../../base/philox.ts';

/** Keeps these numbers apart from those that models draw, whose counters end with 0. */
const AUGMENTATIONS = 1;

/**
 * Numbers in [0, 1), one after another, for one augmentation of one sample.
 * @param number of the augmentation, in the job's list
 */
export function drawsOf(seed: number, epoch: number, sample: number, number: number): () => number {
  const bits = new Uint32Array(4);
  const key = [seed | 0, epoch] as const;
  const counter: [number, number, number, number] = [sample, 0, number, AUGMENTATIONS];
  let next = 4;
  return () => {
    if (next === 4) {
      philox(key, counter, bits);
      counter[1]++;
      next = 0;
    }
    return bits[next++]! / 2 ** 32;
  };
}

/** A number between two others. */
export const between = (draw: () => number, least: number, most: number) => least + (most - least) * draw();

/** Normal numbers, by Box and Muller's transform. */
export function normalOf(draw: () => number): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - draw()));
    const angle = 2 * Math.PI * draw();
    spare = radius * Math.cos(angle);
    return radius * Math.sin(angle);
  };
}

/** A number of the distribution Beta(alpha, alpha), from two of Gamma(alpha). */
export function betaOf(draw: () => number, alpha: number): number {
  const normal = normalOf(draw);
  const [a, b] = [logGammaOf(draw, normal, alpha), logGammaOf(draw, normal, alpha)];
  return 1 / (1 + Math.exp(b - a));
}

/** The logarithm of a number of the distribution Gamma(alpha): of a small alpha the number itself may be 0. (Marsaglia and Tsang, 2000.) */
function logGammaOf(draw: () => number, normal: () => number, alpha: number): number {
  if (alpha < 1) return logGammaOf(draw, normal, alpha + 1) + Math.log(1 - draw()) / alpha;
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - draw()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}

/** The sample that each of `samples` is mixed with, out of `total`. @param number of the augmentation */
export function partnersOf(
  seed: number,
  epoch: number,
  samples: Uint32Array,
  total: number,
  number: number,
): Uint32Array {
  return samples.map((sample) => Math.floor(total * drawsOf(seed, epoch, sample, number)()));
}
