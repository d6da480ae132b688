import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import { gpusOf, runSweep, type SweepFlags } from './sweep.ts';

const FLAGS = { trials: 2, metric: 'val_loss', seed: 1, workers: 1, download: false };
const begin = (job: string | undefined, flags: Partial<SweepFlags>) =>
  runSweep(job, { ...FLAGS, ...flags }, new AbortController().signal);

test.each([
  [{ set: { unit: '1..9' } }, 'the job has no setting "unit": did you mean "units"?'],
  [{ set: { units: 'few,many' } }, /the setting units is "(few|many)", but must be a number/],
  [{ set: { units: '9..1' } }, '--set units=9..1 is no range'],
  [{}, 'there is nothing to sweep over'],
])('%j is refused before anything is made', async (flags, message) => {
  const out = join(temporaryFolder(), 'sweep');
  await expect(begin('mnist-mlp', { ...flags, out })).rejects.toThrow(message);
  expect(existsSync(out)).toBe(false);
});

test('what is no sweep, and a job that has changed, cannot be gone on with', async () => {
  const folder = temporaryFolder();
  await expect(begin(undefined, { resume: folder })).rejects.toThrow('holds no sweep');
  const out = join(folder, 'sweep');
  mkdirSync(out);
  const sweep = { job: 'mnist-mlp', jobName: 'mnist-mlp', jobSha256: 'another', set: { units: '1..9' } };
  writeFileSync(join(out, 'sweep.json'), JSON.stringify({ ...FLAGS, ...sweep, epochs: 1 }));
  await expect(begin(undefined, { resume: out })).rejects.toThrow(
    'mnist-mlp is not what the sweep began with',
  );
  const set = { units: '1..9' };
  await expect(begin('mnist-mlp', { set, out })).rejects.toThrow('already holds a sweep');
  await expect(begin('mnist-mlp', { set, resume: out })).rejects.toThrow('name a job, or a sweep');
});

test('trials at a time have GPUs of their own, as far as there are any', () => {
  const places = (count: number, workers: number, gpus: number[]) =>
    Array.from({ length: count }, (_, place) => gpusOf(place, workers, gpus));
  expect(places(2, 1, [])).toEqual([[], []]);
  expect(places(3, 1, [4, 5])).toEqual([[4], [5], [4]]);
  expect(places(2, 2, [0, 1, 2, 3])).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(places(1, 4, [0, 1])).toEqual([[0, 1]]);
});
