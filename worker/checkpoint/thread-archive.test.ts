import { expect, test } from 'vitest';
import { localArchive } from './archive.ts';
import { INITIAL_STATE } from './training-state.ts';

/** As compiled: the thread is a file of its own. */
const path = new URL('../../dist/worker/checkpoint/thread-archive.js', import.meta.url).href;
const { ThreadArchive } = (await import(path)) as typeof import('./thread-archive.ts');

const shared = new Float32Array(new SharedArrayBuffer(12));
shared.set([1, 2, 3]);
const ENGINE = {
  tensors: [
    { name: 'kernel', kind: 'weight', shape: [3], values: shared },
    { name: 'adam/m', kind: 'slot', shape: [1], values: Float32Array.of(4) },
  ],
} as const;
const CHECKPOINT = { engine: ENGINE, training: { ...INITIAL_STATE, committedSteps: 3 } };

test('the files and hashes are those that the thread of the caller makes, in the order of the calls', async () => {
  const archive = new ThreadArchive();
  const [first, hash, second] = await Promise.all([
    archive.checkpoint(CHECKPOINT),
    archive.weightsSha256(ENGINE),
    archive.checkpoint({ ...CHECKPOINT, training: INITIAL_STATE }),
  ]);
  const expected = await localArchive.checkpoint(CHECKPOINT);
  expect(Buffer.concat(first.pieces).equals(Buffer.concat(expected.pieces))).toBe(true);
  expect(first.sha256).toBe(expected.sha256);
  expect(second.sha256).not.toBe(expected.sha256);
  expect(hash).toBe(await localArchive.weightsSha256(ENGINE));
  await archive.close();
});

test('what cannot be made fails that call alone, and a closed archive all', async () => {
  const archive = new ThreadArchive();
  const broken = {
    ...CHECKPOINT,
    engine: { tensors: [{ ...ENGINE.tensors[0], values: undefined as never }] },
  };
  await expect(archive.checkpoint(broken)).rejects.toMatchObject({ code: 'INTERNAL' });
  await expect(archive.weightsSha256(ENGINE)).resolves.toHaveLength(64);
  await archive.close();
  await expect(archive.weightsSha256(ENGINE)).rejects.toMatchObject({ code: 'ABORTED' });
});
