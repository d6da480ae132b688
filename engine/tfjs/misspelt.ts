import type { TF } from '../../api/job.ts';
import { nearestWord } from '../../api/words.ts';

/** What a job may have meant by a function that tfjs does not have; undefined where the error says something else. */
export function meantFunction(tf: TF, error: unknown): string | undefined {
  const [, path, word] = /\b(tf(?:\.\w+)?)\.(\w+) is not a function/.exec((error as Error).message) ?? [];
  if (!path || !word) return undefined;
  if (word === 'multiOptimizer')
    return 'Give the job a program with several updates, each with its optimizer: see jobs/mnist-gan.ts';
  const [, space] = path.split('.');
  const owner: unknown = space ? (tf as unknown as Record<string, unknown>)[space] : tf;
  // Beside functions there are names of kernels: `tf.SquaredDifference` is a text.
  const functions = Object.entries(owner ?? {}).filter(([, value]) => typeof value === 'function');
  const near = nearestWord(
    word,
    functions.map(([name]) => name),
  );
  return near && `Did you mean ${path}.${near}?`;
}
