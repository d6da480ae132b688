import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { bundleJob } from '../../api/bundle.ts';
import { bytesOf } from '../../base/arrays.ts';
import { randomBatch, runtime } from '../../test/support/engines.ts';
import type { LocalEngineOptions } from '../local/local-engine.ts';

/** As compiled: the thread is a file of its own. */
const path = new URL('../../dist/engine/thread/thread-engine.js', import.meta.url).href;
const { ThreadEngine } = (await import(path)) as typeof import('./thread-engine.ts');

const withBackend = (jobSource: string, where: Pick<LocalEngineOptions, 'backend' | 'runtime'>) =>
  ThreadEngine.open({ jobSource, seed: 7, ...where }, new AbortController().signal);

async function opened(where: Parameters<typeof withBackend>[1] = { backend: 'cpu' }) {
  const { source } = await bundleJob('mnist-mlp');
  const engine = await withBackend(source, where);
  return { engine, batch: randomBatch(source, 4) };
}

test('an update need not be waited for: what is called after it sees it', async () => {
  const { engine, batch } = await opened();
  const lossOf = async () => (await engine.evaluate(batch))[0]!;
  const before = await lossOf();
  await engine.compute({ update: 0, parity: 0, batch, weight: 1, place: { step: 0, first: 0 } });
  await engine.apply(0, 0, 0.001);
  expect(await lossOf()).toBeLessThan(before);
  await engine.close();
});

test('an update that fails fails the calls after it', async () => {
  const { engine, batch } = await opened();
  await engine.apply(7, 0, 0.001);
  await expect(engine.evaluate(batch)).rejects.toMatchObject({ code: 'ENGINE' });
  await engine.apply(0, 0, 0.001);
  await expect(engine.readState()).rejects.toMatchObject({ code: 'ENGINE' });
  await engine.close();
});

function statusOf(thread: string): string | undefined {
  try {
    return readFileSync(`/proc/self/task/${thread}/status`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** The names of this process's threads that a handler of a signal may interrupt, and of those that it may not. */
function threadsBySignal(signal: number): { open: string[]; blocked: string[] } {
  const threads = { open: [] as string[], blocked: [] as string[] };
  for (const id of readdirSync('/proc/self/task')) {
    const status = statusOf(id);
    // It has ended since.
    if (status === undefined) continue;
    const [, name, mask] = /Name:\s*(\S+)[\s\S]*SigBlk:\s*([0-9a-f]+)/.exec(status)!;
    const blocks = (BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n;
    threads[blocks ? 'blocked' : 'open'].push(name!);
  }
  return threads;
}

test.skipIf(!runtime)(
  'no handler of a signal runs in the threads that compute: a product may have its stack in the heap (needs TensorFlow)',
  async () => {
    const tensorflows = /^tf_/;
    const nodesIn = (names: readonly string[]) => names.filter((name) => !tensorflows.test(name));
    const before = threadsBySignal(constants.signals.SIGPROF);
    const { engine, batch } = await opened({ backend: 'tensorflow', runtime: runtime! });
    await engine.evaluate(batch);
    const { open, blocked } = threadsBySignal(constants.signals.SIGPROF);
    expect(open.filter((name) => tensorflows.test(name))).toEqual([]);
    // The engine's own thread is one of Node's.
    const nodes = nodesIn(blocked);
    expect(nodes.length).toBeGreaterThan(nodesIn(before.blocked).length);
    expect(blocked.length).toBeGreaterThan(nodes.length);
    await engine.close();
  },
);

test.skipIf(!runtime)(
  'a slice that is told of while the rest is computed is not touched again (needs TensorFlow)',
  async () => {
    const { source } = await bundleJob('mnist-cnn');
    const engine = await withBackend(source, { backend: 'tensorflow', runtime: runtime! });
    const { slices } = engine.updates[0]!;
    const flat = engine.flat(0, 0);
    const batch = randomBatch(source, 64);
    const request = { update: 0, parity: 0, batch, weight: 1, place: { step: 0, first: 0 } };
    const told: number[] = [];
    // Whether one is told of before the end is the machine's to say. From then on it is ours: a sum may stand there.
    const take = (slice: number) => {
      told.push(slice);
      flat.fill(slice + 0.5, slices[slice]!.start, slices[slice]!.end);
    };
    await engine.compute(request);
    const whole = flat.slice();
    for (let run = 0; run < 5; run++) {
      told.length = 0;
      await engine.compute(request, undefined, take);
      expect(told.length).toBeLessThan(slices.length);
      for (const slice of told) whole.fill(slice + 0.5, slices[slice]!.start, slices[slice]!.end);
      expect(Buffer.compare(bytesOf(flat), bytesOf(whole))).toBe(0);
      await engine.compute(request);
      whole.set(flat);
    }
    await engine.close();
  },
);
