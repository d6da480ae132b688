/** What a user does with runs that have ended: predict of strange input, compare. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { formatValue } from '../../cli/terminal/progress.ts';
import { readJson, runWithInput, temporaryFolder } from '../support/lockstep.ts';
import { digits, JOB, undisturbed } from '../support/runs.ts';

let [data, run, images] = ['', '', ''];

beforeAll(async () => {
  data = await digits();
  run = await undisturbed();
  images = join(data, 't10k-images-idx3-ubyte');
});

test('evaluate does not take generated data for what the run was trained on', () => {
  const env = { LOCKSTEP_CACHE: temporaryFolder() };
  const { status, stderr } = runWithInput(['evaluate', run, '--no-download'], '', env);
  expect(status).toBe(1);
  expect(stderr).toMatch(/trained on MNIST from .*, which is not here\. Point --data-dir/);
});

test.each([
  ['', /the input is empty/],
  ['a fine film', /neither PNG, IDX nor JSON\. Give an image as PNG/],
  ['[1, 2]', /a sample has 2 numbers, the model takes 784/],
  ['[["a"]]', /not JSON of numbers/],
])('predict refuses %j', (input, message) => {
  const { status, stderr } = runWithInput(['predict', run, '--input', '-'], input);
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
});

test('predict refuses the file of labels', () => {
  const { stderr } = runWithInput(['predict', run, '--input', images.replace('images-idx3', 'labels-idx1')]);
  expect(stderr).toMatch(/holds single numbers.*not that of labels/);
});

test('compare draws runs into one picture, and tells their last epochs', () => {
  const folder = temporaryFolder();
  const [other, out] = [join(folder, 'other'), join(folder, 'both.svg')];
  const shape = ['--workers', '1', '--epochs', '2', '--batch-size', '200'];
  const trained = runWithInput(['train', JOB, ...shape, '--data-dir', data, '--run-dir', other]);
  expect(trained.status, trained.stderr).toBe(0);
  const { stdout } = runWithInput(['compare', run, other, '--out', out]);
  const { valAccuracy } = readJson(other, 'summary.json');
  expect(stdout).toMatch(/^run +epochs +accuracy +val_accuracy +gap/);
  expect(stdout).toMatch(new RegExp(`^other +2 .* ${formatValue(valAccuracy)} `, 'm'));
  const svg = readFileSync(out, 'utf8');
  expect(svg).toContain('>run, validation<');
  // Two runs, training and validation, two panels.
  expect(svg.match(/<polyline/g)).toHaveLength(8);
  expect(runWithInput(['compare', run, folder]).stderr).toMatch(/holds no run that has ended an epoch/);
});
