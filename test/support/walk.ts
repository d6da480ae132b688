/** Steps of an engine whose steps are compiled, beside one that goes op by op. */
import { expect } from 'vitest';
import type { EngineState } from '../../engine/engine.ts';
import { randomBatch, type TestJob, withEngine } from './engines.ts';

export interface Walk {
  readonly mode: string;
  readonly note?: string;
  /** By step: the flat buffer, gradients to totals. */
  readonly flats: Float32Array[];
  readonly totals: Float32Array;
  readonly outputs: Float32Array[];
  /** By step. */
  readonly states: EngineState[];
}

/**
 * Two whole steps, one on a ragged batch, then an evaluation and a prediction.
 * @param beside the walk whose state this one takes after each step, in the place of its own: what comes next is compared
 * from there, since an optimizer may make much of a rounding
 */
export async function walk(job: string | TestJob, mode: 'compiled' | 'eager', beside?: Walk): Promise<Walk> {
  const { source, prepared } = typeof job === 'string' ? { source: job } : job;
  return await withEngine(job, mode, async (engine) => {
    const flats: Float32Array[] = [];
    const states: EngineState[] = [];
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
      const state = await engine.readState();
      states.push(state);
      // Of one process, the second of two models has other names.
      const taken = beside?.states[step]?.tensors.map((one, i) => ({ ...one, name: state.tensors[i]!.name }));
      if (taken) await engine.writeState({ tensors: taken });
    }
    const batch = randomBatch(source, 3, 9, prepared);
    const totals = engine.evaluation.length ? await engine.evaluate(batch) : new Float32Array();
    const outputs = await engine.predict(batch).catch(() => []);
    return { mode: engine.info.mode, note: engine.info.note, flats, totals, outputs, states };
  });
}

export function expectClose(
  what: string,
  actual: readonly Float32Array[],
  expected: readonly Float32Array[],
): void {
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  for (const [i, values] of expected.entries()) {
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const worst = values.reduce((most, value, k) => Math.max(most, Math.abs(actual[i]![k]! - value)), 0);
    expect(worst, `${what} ${i} of scale ${scale}`).toBeLessThanOrEqual(2e-5 * scale + 1e-8);
  }
}

const STATE_WITHIN = 2e-4;

export function expectSame(actual: Walk, expected: Walk): void {
  expectClose('flat buffer', actual.flats, expected.flats);
  expectClose('evaluation', [actual.totals], [expected.totals]);
  expectClose('output', actual.outputs, expected.outputs);
  // An adaptive optimizer magnifies rounding where a gradient is all but zero: of a thousand weights one may part.
  let [parted, all] = [0, 0];
  for (const [step, { tensors }] of expected.states.entries()) {
    for (const [i, { values }] of tensors.entries()) {
      const other = actual.states[step]!.tensors[i]!.values;
      all += values.length;
      for (const [k, value] of values.entries()) if (!(Math.abs(other[k]! - value) <= STATE_WITHIN)) parted++;
    }
  }
  expect(parted / all, `${parted} of ${all} weights part`).toBeLessThanOrEqual(1e-3);
}
