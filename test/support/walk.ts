/** Steps of an engine whose steps are compiled, beside one that goes op by op. */
import { expect } from 'vitest';
import { randomBatch, type TestJob, withEngine } from './engines.ts';

export interface Walk {
  readonly mode: string;
  readonly note?: string;
  /** By step: the flat buffer, gradients to totals. */
  readonly flats: Float32Array[];
  readonly totals: Float32Array;
  readonly outputs: Float32Array[];
  readonly state: Float32Array[];
}

/** Two whole steps, one on a ragged batch, then an evaluation and a prediction. */
export async function walk(job: string | TestJob, mode: 'compiled' | 'eager'): Promise<Walk> {
  const { source, prepared } = typeof job === 'string' ? { source: job } : job;
  return await withEngine(job, mode, async (engine) => {
    const flats: Float32Array[] = [];
    for (const [step, size] of [8, 5].entries()) {
      for (const [update, { learningRate }] of engine.updates.entries()) {
        await engine.compute({
          update,
          parity: step % 2,
          batch: randomBatch(source, size, step, prepared),
          weight: 0.5,
          place: { step, first: 3 },
        });
        flats.push(engine.flat(update, step % 2).slice());
        await engine.apply(update, step % 2, learningRate);
      }
    }
    const batch = randomBatch(source, 3, 9, prepared);
    const totals = engine.evaluation.length ? await engine.evaluate(batch) : new Float32Array();
    const outputs = await engine.predict(batch).catch(() => []);
    const state = (await engine.readState()).tensors.map(({ values }) => values);
    return { mode: engine.info.mode, note: engine.info.note, flats, totals, outputs, state };
  });
}

/** Between weights after two steps, compiled and op by op. */
const STATE_WITHIN = 2e-4;

export function expectClose(
  what: string,
  actual: readonly Float32Array[],
  expected: readonly Float32Array[],
  within = 2e-5,
): void {
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  for (const [i, values] of expected.entries()) {
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const worst = values.reduce((most, value, k) => Math.max(most, Math.abs(actual[i]![k]! - value)), 0);
    expect(worst, `${what} ${i} of scale ${scale}`).toBeLessThanOrEqual(within * scale + 1e-8);
  }
}

export function expectSame(compiled: Walk, eager: Walk): void {
  expectClose('flat buffer', compiled.flats, eager.flats);
  // Of the weights after two steps, which are held as loosely.
  expectClose('evaluation', [compiled.totals], [eager.totals], STATE_WITHIN);
  expectClose('output', compiled.outputs, eager.outputs);
  // An adaptive optimizer magnifies rounding where a gradient is all but zero, so the flats are held tighter.
  for (const [i, values] of eager.state.entries()) {
    const worst = values.reduce(
      (most, value, k) => Math.max(most, Math.abs(compiled.state[i]![k]! - value)),
      0,
    );
    expect(worst, `state ${i}`).toBeLessThanOrEqual(STATE_WITHIN);
  }
}
