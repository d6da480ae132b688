/** Every built-in job trains where TensorFlow is not set up. */
import { expect, test } from 'vitest';
import { builtInJobs } from '../api/bundle.ts';
import { builtInJob, randomBatch } from '../test/support/engines.ts';
import { SOAK } from '../test/support/soak.ts';

/** As compiled: the thread is a file of its own. */
const path = new URL('../dist/engine/index.js', import.meta.url).href;
const { createEngine } = (await import(path)) as typeof import('./index.ts');

/** Pure JavaScript takes minutes for a step of these. */
const LARGE = ['fashion-resnet', 'imdb-transformer', 'series-seq2seq', 'shapes-unet', 'text-gpt'];

test.each(builtInJobs().filter((name) => SOAK || !LARGE.includes(name)))('%s', async (name) => {
  const { source, prepared, blobs } = await builtInJob(name);
  const { signal } = new AbortController();
  const options = { seed: 1, engine: 'auto', threads: 1, cacheDir: '/nonexistent', signal } as const;
  const engine = await createEngine({ jobSource: source, prepared, blobs, ...options });
  const batch = randomBatch(source, 2, 1, prepared);
  for (const [update, { gradients, learningRate }] of engine.updates.entries()) {
    await engine.compute({ update, parity: 0, batch, weight: 1, place: { step: 1, first: 0 } });
    const flat = engine.flat(update, 0);
    expect(flat.subarray(0, gradients).some((value) => value !== 0)).toBe(true);
    expect(flat.every(Number.isFinite)).toBe(true);
    await engine.apply(update, 0, learningRate);
  }
  if (engine.evaluation.length > 0) expect((await engine.evaluate(batch)).every(Number.isFinite)).toBe(true);
  await engine.close();
});
