/** What a user does with a run that has ended: evaluate, predict. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { formatValue } from '../../cli/terminal/progress.ts';
import { parseIdx } from '../../datasets/formats/idx.ts';
import { readJson, runWithInput } from '../support/lockstep.ts';
import { digits, undisturbed } from '../support/runs.ts';

let [data, run, images] = ['', '', ''];

beforeAll(async () => {
  data = await digits();
  run = await undisturbed();
  images = join(data, 't10k-images-idx3-ubyte');
});

test('evaluate gives what training ended with, and nothing else', () => {
  const { stdout, stderr } = runWithInput(['evaluate', run, '--data-dir', data]);
  const { valLoss, valAccuracy } = readJson(run, 'summary.json');
  expect(stdout).toContain(`loss: ${formatValue(valLoss)} - accuracy: ${formatValue(valAccuracy)}`);
  expect(stderr).toBe('');
});

test('predict says the same of IDX, and of JSON from a pipe, with levels to 1 or to 255', () => {
  const { values } = parseIdx(readFileSync(images), images);
  const digits = [0, 1].map((i) => [...values.subarray(i * 784, (i + 1) * 784)]);
  const scaled = digits.map((digit) => digit.map((level) => Math.fround(level / 255)));
  const outputs = (args: readonly string[], input?: string) => {
    const { stdout } = runWithInput(['predict', run, '--json', '--input', ...args], input);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)[0] as number[]);
  };
  const idx = outputs([images]);
  expect(idx).toHaveLength(20);
  for (const json of [digits, scaled]) {
    for (const [i, chances] of outputs(['-'], JSON.stringify(json)).entries()) {
      for (const [k, chance] of chances.entries()) expect(chance).toBeCloseTo(idx[i]![k]!, 5);
    }
  }
  const { stdout, stderr } = runWithInput(['predict', run, '--input', images]);
  expect(stdout).toMatch(/[░▒▓█].* {2}\d █* +\d+\.\d %/);
  expect(stdout.match(/prediction: \d/g)).toHaveLength(20);
  expect(stderr).toBe('The first 20 of 200.\n');
});
