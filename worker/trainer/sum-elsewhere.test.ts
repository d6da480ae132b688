import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { bundleJob } from '../../api/bundle.ts';
import { bytesOf } from '../../base/arrays.ts';
import { loadMemoryMaker } from '../../collectives/transport/host-memory.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import type { Engine } from '../../engine/engine.ts';
import { addonPath } from '../../engine/runtime/layout.ts';
import { randomBatch, runtime } from '../../test/support/engines.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { meetOnHosts } from '../../test/support/on-hosts.ts';
import { plainGradient, type StepTask } from './averaged-gradient.ts';

/** As compiled: the thread is a file of its own. */
const path = new URL('../../dist/engine/thread/thread-engine.js', import.meta.url).href;
const { ThreadEngine } = (await import(path)) as typeof import('../../engine/thread/thread-engine.ts');

const memory = new URL('../../dist/collectives/transport/host-memory.js', import.meta.url).href;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function meet(signal: AbortSignal): Promise<Transport[]> {
  const maker = loadMemoryMaker(addonPath(runtime!.folder, 'shared'));
  const ranks = await meetOnHosts([0, 0], MemoryTransport.mesh(2), () => maker, signal);
  for (const rank of ranks) closers.push(() => rank.close());
  return ranks;
}

/** Two ranks of this process, each with an engine in a thread of its own. */
async function ranksOf(source: string, signal: AbortSignal) {
  const transports = await meet(signal);
  const engines = await Promise.all(
    transports.map(() => ThreadEngine.open({ jobSource: source, seed: 7, backend: 'cpu' }, signal)),
  );
  for (const engine of engines) closers.push(() => engine.close());
  const taskOf = (rank: number, step: number): StepTask => ({
    ...{ engine: engines[rank]!, transport: transports[rank]!, step, update: 0, parity: step % 2 },
    ...{ batch: randomBatch(source, 4, 2 * step + rank), share: { first: rank, end: rank + 1, of: 2 } },
    ...{ samples: 8, lossScale: 1, signal },
  });
  return { transports, engines, taskOf };
}

describe.skipIf(!runtime)('ranks of one host sum where they compute (needs lockstep setup)', () => {
  test('each gets the sum of the gradients, to the bit, and what it took', async () => {
    const { source } = await bundleJob('mnist-mlp');
    const { engines, taskOf } = await ranksOf(source, new AbortController().signal);
    for (const step of [0, 1, 2, 3]) {
      const wanted = await sumOf([taskOf(0, step), taskOf(1, step)], engines);
      const gradients = [0, 1].map((rank) => plainGradient(taskOf(rank, step), 1, 'float32'));
      const took = await Promise.all(gradients.map((gradient) => gradient.compute()));
      for (const gradient of gradients) await gradient.reduce();
      for (const engine of engines) {
        expect(Buffer.compare(bytesOf(engine.flat(0, step % 2)), bytesOf(wanted))).toBe(0);
      }
      for (const { ms, awaitedMs } of took) {
        expect(awaitedMs).toBeGreaterThan(0);
        expect(ms).toBeGreaterThan(awaitedMs);
      }
    }
  });

  test('a rank that waits in its engine for one that dies is told, and can begin again', async () => {
    const { source } = await bundleJob('mnist-mlp');
    const { transports, engines, taskOf } = await ranksOf(source, new AbortController().signal);
    const waiting = plainGradient(taskOf(0, 5), 1, 'float32').compute();
    const told = expect(waiting).rejects.toMatchObject({
      code: 'PEER_LOST',
      context: { peer: 1, step: 5 },
    });
    await transports[1]!.close();
    await told;
    const next = await meet(new AbortController().signal);
    const tasks = [0, 1].map((rank) => ({ ...taskOf(rank, 5), transport: next[rank]! }));
    await Promise.all(tasks.map((task) => plainGradient(task, 1, 'float32').compute()));
    const [one, other] = engines.map((engine) => bytesOf(engine.flat(0, 1)));
    expect(Buffer.compare(one!, other!)).toBe(0);
  });
});

/** Throws while a thread of its process waits for a peer in a sum. */
const THROWS = (addon: string) => `
import { Worker } from 'node:worker_threads';
import { loadMemoryMaker } from ${JSON.stringify(memory)};
const maker = loadMemoryMaker(${JSON.stringify(addon)});
const { group } = maker.native(maker.create(2, 1024, new Uint8Array(32)).group);
const wait = \`
  const { reduceHere } = require(${JSON.stringify(addon)});
  require('node:worker_threads').parentPort.postMessage('waits');
  reduceHere(\${group}, new Float32Array(1), new Float32Array(1));
\`;
new Worker(wait, { eval: true }).on('message', () => { throw new Error('broken'); });
`;

test.skipIf(!runtime)(
  'a process ends though a thread of its waits in a sum (needs lockstep setup)',
  async () => {
    const script = THROWS(addonPath(runtime!.folder, 'shared'));
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
  },
);

/** The gradients of the ranks, each computed by itself, summed in their order. */
async function sumOf(tasks: readonly StepTask[], engines: readonly Engine[]): Promise<Float32Array> {
  const flats: Float32Array[] = [];
  for (const [rank, { update, parity, batch, step }] of tasks.entries()) {
    const place = { step, first: 4 * rank };
    await engines[rank]!.compute({ update, parity, batch, weight: 0.5, place });
    flats.push(engines[rank]!.flat(update, parity).slice());
  }
  return flats[0]!.map((value, i) => value + flats[1]![i]!);
}
