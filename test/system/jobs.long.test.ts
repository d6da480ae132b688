/** The jobs of today's models: what they compute does not depend on the number of workers, compiled. */
import { describe, expect, test, vi } from 'vitest';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { reduced } from '../programs/run.ts';
import { builtInJob, randomBatch, runtime } from '../support/engines.ts';
import { expectClose } from '../support/walk.ts';

const JOBS = [
  'fashion-resnet',
  'fine-tune',
  'imdb-transformer',
  'mnist-vae',
  'series-seq2seq',
  'shapes-unet',
  'text-gpt',
];
/** Shares of two and of three workers are uneven. */
const SAMPLES = 7;

describe.skipIf(!runtime)('shared out (needs lockstep setup)', () => {
  test.each(JOBS)('%s: one worker, two and three compute the same step', async (name) => {
    const { source: jobSource, blobs } = await builtInJob(name);
    const warned = vi.spyOn(process, 'emitWarning');
    const engine = await LocalEngine.create({ jobSource, blobs, seed: 3, backend: 'tensorflow', runtime });
    try {
      expect(engine.info.note).toBeUndefined();
      expect(engine.info.mode).toBe('compiled');
      const batch = randomBatch(jobSource, SAMPLES);
      const whole = await reduced(engine, batch, 1, 5);
      expect(whole.every(Number.isFinite)).toBe(true);
      for (const workers of [2, 3]) {
        const shared = await reduced(engine, batch, workers, 5);
        expectClose(`${workers} workers`, [shared], [whole]);
      }
      // Where a step cannot be compiled after all, it would run op by op and say so.
      expect(warned.mock.calls).toEqual([]);
    } finally {
      warned.mockRestore();
      await engine.close();
    }
  });
});
