import { expect, test } from 'vitest';
import { bundleJob } from '../../api/bundle.ts';
import { randomBatch } from '../../test/support/engines.ts';

/** As compiled: the thread is a file of its own. */
const path = new URL('../../dist/engine/thread/thread-engine.js', import.meta.url).href;
const { ThreadEngine } = (await import(path)) as typeof import('./thread-engine.ts');

async function opened() {
  const { source } = await bundleJob('mnist-mlp');
  const engine = await ThreadEngine.open(
    { jobSource: source, seed: 7, backend: 'cpu' },
    new AbortController().signal,
  );
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

test('an update that fails fails the call after it', async () => {
  const { engine, batch } = await opened();
  await engine.apply(7, 0, 0.001);
  await expect(engine.evaluate(batch)).rejects.toMatchObject({ code: 'ENGINE' });
  await expect(engine.applied()).rejects.toMatchObject({ code: 'ENGINE' });
  await engine.close();
});
