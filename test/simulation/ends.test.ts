/** How runs end: nothing that was kept is lost, and no call that hangs holds them up for ever. */
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint } from '../../worker/checkpoint/checkpoint.ts';
import type { Scenario } from './schedule.ts';
import { report, simulate } from './simulate.ts';

const SCENARIO: Scenario = {
  seed: 1,
  dataSeed: 1,
  latency: 3,
  workers: 2,
  minWorkers: 1,
  maxWorkers: 4,
  epochs: 3,
  updates: 1,
  reproducible: false,
  callbacks: true,
  poison: undefined,
  checkpointEvery: 2,
  faults: [],
};

/** Steps of the newest regular checkpoint, and of the best and the last. */
function kept(files: ReadonlyMap<string, Uint8Array>): unknown {
  const steps = [...files.keys()].flatMap((name) => /step-(\d+)/.exec(name)?.[1] ?? []).map(Number);
  const stepsOf = (name: string) =>
    decodeCheckpoint([files.get(`checkpoints/${name}.safetensors`)!]).training.committedSteps;
  return { newest: Math.max(...steps), best: stepsOf('best'), final: stepsOf('final') };
}

/** Slower than what a worker waits for that ends by itself. */
test('checkpoints that are slow to store are there when the run has ended', async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const scenario = { ...SCENARIO, seed, dataSeed: seed };
    const quick = await simulate(scenario);
    const slow = await simulate({ ...scenario, storeMs: 9_000 });
    expect(slow.violation, report(slow)).toBeUndefined();
    expect(kept(slow.files), `seed ${seed}`).toEqual(kept(quick.files));
  }
});

describe('whatever call of a rank never returns, the run ends', async () => {
  const { calls } = await simulate(SCENARIO);
  const hangs = [...calls].flatMap(([method, count]) =>
    [...new Set([1, Math.ceil(count / 2), count])].map((call) => ({ method, call })),
  );

  test('every kind of call is made', () => {
    expect([...calls.keys()]).toEqual(
      expect.arrayContaining([
        ...['engine.compute', 'engine.apply', 'engine.pictures'],
        ...['engine.readState', 'engine.exportModel', 'archive.checkpoint', 'archive.weightsSha256'],
        ...['feed.trainBatch', 'feed.heldOutBatch', 'link.upload'],
      ]),
    );
  });

  // One that registers has a deadline of its own, and is not in the run yet.
  test.each(hangs.filter(({ method }) => method !== 'link.register'))('$method, call $call', async (hang) => {
    const outcome = await simulate({ ...SCENARIO, hang });
    expect(outcome.violation, report(outcome)).toBeUndefined();
  });
});
