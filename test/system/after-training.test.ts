/** What a user does with runs that have ended: evaluate, predict, compare. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatValue } from '../../cli/terminal/progress.ts';
import { parseIdx } from '../../datasets/formats/idx.ts';
import { writeDigits } from '../support/digits.ts';
import { MAIN, readJson } from '../support/lockstep.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
const data = join(folder, 'data');
const [run, other] = ['one', 'other'].map((name) => join(folder, name)) as [string, string];
const IMAGES = join(data, 't10k-images-idx3-ubyte');

function lockstep(args: readonly string[], input = '', env = {}) {
  const all = { ...process.env, LOCKSTEP_DATA_DIR: '', ...env };
  return spawnSync(process.execPath, [MAIN, ...args], { input, env: all, encoding: 'utf8', maxBuffer: 1e8 });
}

beforeAll(() => {
  writeDigits(data, 400, 100);
  for (const [i, path] of [run, other].entries()) {
    const args = ['train', 'mnist-mlp', '--workers', '1', '--epochs', String(i + 1), '--data-dir', data];
    const { status, stderr } = lockstep([...args, '--run-dir', path]);
    expect(status, stderr).toBe(0);
  }
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('evaluate gives what training ended with, and nothing else', () => {
  const { stdout, stderr } = lockstep(['evaluate', run, '--data-dir', data]);
  const { valLoss, valAccuracy } = readJson(run, 'summary.json');
  expect(stdout).toContain(`loss: ${formatValue(valLoss)} - accuracy: ${formatValue(valAccuracy)}`);
  expect(stderr).toBe('');
});

test('evaluate does not take generated data for what the run was trained on', () => {
  const env = { LOCKSTEP_CACHE: join(folder, 'nothing') };
  const { status, stderr } = lockstep(['evaluate', run, '--no-download'], '', env);
  expect(status).toBe(1);
  expect(stderr).toMatch(/trained on MNIST from .*, which is not here\. Point --data-dir/);
});

test('predict says the same of IDX, and of JSON from a pipe, with levels to 1 or to 255', () => {
  const { values } = parseIdx(readFileSync(IMAGES), IMAGES);
  const digits = [0, 1].map((i) => [...values.subarray(i * 784, (i + 1) * 784)]);
  const scaled = digits.map((digit) => digit.map((level) => Math.fround(level / 255)));
  const outputs = (args: readonly string[], input?: string) => {
    const { stdout } = lockstep(['predict', run, '--json', '--input', ...args], input);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)[0] as number[]);
  };
  const idx = outputs([IMAGES]);
  expect(idx).toHaveLength(20);
  for (const json of [digits, scaled]) {
    for (const [i, chances] of outputs(['-'], JSON.stringify(json)).entries()) {
      for (const [k, chance] of chances.entries()) expect(chance).toBeCloseTo(idx[i]![k]!, 5);
    }
  }
  const { stdout, stderr } = lockstep(['predict', run, '--input', IMAGES]);
  expect(stdout).toMatch(/[░▒▓█].* {2}\d █* +\d+\.\d %/);
  expect(stdout.match(/prediction: \d/g)).toHaveLength(20);
  expect(stderr).toBe('The first 20 of 100.\n');
});

test.each([
  ['', /the input is empty/],
  ['a fine film', /neither PNG, IDX nor JSON\. Give an image as PNG/],
  ['[1, 2]', /a sample has 2 numbers, the model takes 784/],
  ['[["a"]]', /not JSON of numbers/],
])('predict refuses %j', (input, message) => {
  const { status, stderr } = lockstep(['predict', run, '--input', '-'], input);
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
});

test('predict refuses the file of labels', () => {
  const { stderr } = lockstep(['predict', run, '--input', IMAGES.replace('images-idx3', 'labels-idx1')]);
  expect(stderr).toMatch(/holds single numbers.*not that of labels/);
});

test('compare draws runs into one picture, and tells their last epochs', () => {
  const out = join(folder, 'both.svg');
  const { stdout } = lockstep(['compare', run, other, '--out', out]);
  const { valAccuracy } = readJson(other, 'summary.json');
  expect(stdout).toMatch(/^run +epochs +accuracy +val_accuracy +gap/);
  expect(stdout).toMatch(new RegExp(`^other +2 .* ${formatValue(valAccuracy)} `, 'm'));
  const svg = readFileSync(out, 'utf8');
  expect(svg).toContain('>one, validation<');
  // Two runs, training and validation, two panels.
  expect(svg.match(/<polyline/g)).toHaveLength(8);
  expect(lockstep(['compare', run, folder]).stderr).toMatch(/holds no run that has ended an epoch/);
});
