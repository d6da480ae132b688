/** What the end of a run predicts for its matrix and pictures: no more than evaluations have left open. */
import { expect, test } from 'vitest';
import { confusionName } from '../../api/confusion.ts';
import type { Batch, HeldOut } from '../../api/data.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { mistakesOf } from './mistakes.ts';

/** Of class 0, 1, 0, 1, ...; all are taken for class 0. */
const SAMPLES = 1_500;
const COUNTED = [750, 0, 750, 0];

/** @param counted by rank @returns by rank: its files, and how many samples it has predicted */
async function mistakesBy(counted: readonly (readonly number[] | undefined)[], pictures: boolean) {
  const heldOutBatch = async (_: HeldOut, start: number, end: number) => {
    const size = end - start;
    const classes = Float32Array.from({ length: size }, (_, i) => (start + i) % 2);
    const batch: Batch = { size, inputs: [new Float32Array(4 * size)], targets: [classes] };
    return { batch, release: () => undefined };
  };
  const encoding = pictures ? { kind: 'scale', scale: 1 } : { kind: 'ids' };
  const source = {
    inputs: [{ name: 'x', column: 'x', shape: [2, 2], encoding }],
    targets: [{ name: 'y', column: 'y', shape: [1], encoding: { kind: 'scale', scale: 1 } }],
  };
  const evaluation = COUNTED.map((_, cell) => `${confusionName({ place: 0 })}/${cell}`);
  const ranks = MemoryTransport.mesh(counted.length).map(async (transport, rank) => {
    let predicted = 0;
    const predict = async ({ size }: Batch) => {
      predicted += size;
      return [new Float32Array(size)];
    };
    const engine = { evaluation, predicts: true, predict };
    const feed = { lengthOf: () => SAMPLES, heldOutBatch };
    const context = { engine, feed, source, transport, classes: [] };
    const watch = { signal: new AbortController().signal, again: () => undefined };
    type Args = Parameters<typeof mistakesOf>;
    const known = counted[rank] && [{ place: 0, counts: counted[rank] }];
    const given = [context, { rank }, 7, known, watch] as unknown as Args;
    const files = new Map(await mistakesOf(...given));
    return { predicted, files };
  });
  return await Promise.all(ranks);
}

const pathsIn = (files: ReadonlyMap<string, unknown>) => [...files.keys()].sort();
const MATRIX = ['pictures/confusion.json', 'pictures/confusion.svg'];

test('nothing is predicted where every rank was given the matrix and there are no pictures', async () => {
  const [first, second] = await mistakesBy([COUNTED, COUNTED], false);
  expect([first!.predicted, second!.predicted]).toEqual([0, 0]);
  expect(pathsIn(first!.files)).toEqual(MATRIX);
  expect(pathsIn(second!.files)).toEqual([]);
});

test('for pictures the first rank predicts until it has enough mistakes', async () => {
  const [first, second] = await mistakesBy([COUNTED, COUNTED], true);
  expect([first!.predicted, second!.predicted]).toEqual([500, 0]);
  expect(pathsIn(first!.files)).toEqual([...MATRIX, 'pictures/misclassified.png']);
});

test('all samples are predicted where a rank was not there to be given the matrix', async () => {
  const [first, second] = await mistakesBy([COUNTED, undefined], false);
  expect(first!.predicted + second!.predicted).toBe(SAMPLES);
  expect(pathsIn(first!.files)).toEqual(MATRIX);
});
