/** Synchronized batch normalization where threads are stopped anywhere. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { allReduce } from '../collectives/index.ts';
import { randomBatch } from '../test/support/engines.ts';
import { MemoryTransport } from '../test/support/memory-transport.ts';
import { sliceBatch } from '../worker/trainer/micro-batches.ts';
import type { RankSum } from './engine.ts';

/** As compiled: the thread is a file of its own. */
const path = new URL('../dist/engine/thread/thread-engine.js', import.meta.url).href;
const { ThreadEngine } = (await import(path)) as typeof import('./thread/thread-engine.ts');
const { signal } = new AbortController();

/** Keeps as many cores busy as there are, so that every thread is now and then stopped anywhere, until it is called. */
function busy(): () => Promise<unknown> {
  const loops = Array.from({ length: availableParallelism() }, () => new Worker('for (;;);', { eval: true }));
  return () => Promise.all(loops.map((loop) => loop.terminate()));
}

test('a thousand rounds on a busy machine give one result', async () => {
  const source = `const { mnist } = require('lockstep');
module.exports.default = {
  name: 'normalized', data: mnist(), batchSize: 8, epochs: 1, syncBatchNorm: true,
  model: (tf) => tf.sequential({ layers: [
    tf.layers.averagePooling2d({ poolSize: 14, inputShape: [28, 28, 1] }), tf.layers.flatten(),
    tf.layers.batchNormalization(), tf.layers.dense({ units: 10 }),
    tf.layers.batchNormalization(), tf.layers.activation({ activation: 'softmax' }),
  ] }),
  optimizer: (tf) => tf.train.sgd(0.1), loss: 'categoricalCrossentropy',
};`;
  const world = 3;
  const batch = randomBatch(source, world);
  const open = () => ThreadEngine.open({ jobSource: source, seed: 7, backend: 'cpu' }, signal);
  const engines = await Promise.all(Array.from({ length: world }, open));
  const mesh = MemoryTransport.mesh(world);
  const round = async (step: number) => {
    const flats = engines.map(async (engine, rank) => {
      let count = 0;
      const sum: RankSum = (values) =>
        allReduce(mesh[rank]!, values, { step, bucket: 3 + (count++ % 2) }, signal);
      await engine.compute(
        {
          update: 0,
          parity: 0,
          batch: sliceBatch(batch, rank, rank + 1),
          weight: 1 / world,
          place: { step, first: rank },
        },
        sum,
      );
      return engine.flat(0, 0).slice();
    });
    return await Promise.all(flats);
  };
  const rest = busy();
  try {
    const first = await round(0);
    for (let step = 1; step < 1_000; step++) expect(await round(step)).toEqual(first);
  } finally {
    await Promise.all([rest(), ...engines.map((engine) => engine.close())]);
  }
});
