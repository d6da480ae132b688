/** A model with several outputs that choose a class: each has its confusion matrix, in the files and on the page. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { browser, CHROMIUM } from '../../support/chromium.ts';
import { writeDigits } from '../../support/digits.ts';
import { readJson, run, temporaryFolder } from '../../support/lockstep.ts';

const job = `
import { defineJob, mnist } from 'lockstep';
const source = mnist({ flatten: true });
const [digit] = source.targets;
export default defineJob({
  name: 'two',
  data: { ...source, targets: [digit, { ...digit, name: 'again' }, { ...source.inputs[0], name: 'picture' }] },
  model: (tf) => {
    const input = tf.input({ shape: [784] });
    const out = (name, units, activation) => tf.layers.dense({ units, activation, name }).apply(input);
    return tf.model({
      inputs: input,
      outputs: [out('digit', 10, 'softmax'), out('inner/again', 10, 'softmax'), out('picture', 784, 'sigmoid')],
    });
  },
  optimizer: (tf) => tf.train.sgd(0.1),
  loss: ['categoricalCrossentropy', 'categoricalCrossentropy', 'meanSquaredError'],
  metrics: ['meanAbsoluteError'],
  batchSize: 32,
  epochs: 2,
});
`;

test.skipIf(!CHROMIUM)(
  'each output that chooses has its matrix, and the page a choice of them (needs chromium)',
  async () => {
    const folder = temporaryFolder();
    const data = ['--data-dir', writeDigits(join(folder, 'data'), 64, 16)];
    const [file, runDir] = [join(folder, 'job.ts'), join(folder, 'run')];
    writeFileSync(file, job);
    const { code, stdout, stderr } = await run([
      ...['train', file, '--workers', '1', '--run-dir', runDir],
      ...data,
    ]);
    expect(code, stdout + stderr).toBe(0);
    expect(readdirSync(join(runDir, 'pictures')).filter((name) => name.endsWith('.json'))).toEqual([
      'confusion-0-digit.json',
      'confusion-1-inner_again.json',
    ]);
    expect(readJson(runDir, 'pictures/confusion-1-inner_again.json').output).toBe('inner/again');
    expect(Object.keys(readJson(runDir, 'history.json').history)).toContain('val_inner_again_loss');

    const page = await (await browser())();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(pathToFileURL(join(runDir, 'report.html')).href);
    const choice = page.getByRole('combobox', { name: 'output' });
    expect(await choice.locator('option').allTextContents()).toEqual(['digit', 'inner/again']);
    const slider = page.getByRole('slider', { name: 'epoch' });
    const shown = () => page.locator('.confusion tbody').textContent();
    const first = await shown();
    await choice.selectOption('inner/again');
    expect(await shown()).not.toBe(first);
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^final weights, test data: [0-9.]+ % of 16/);
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^after epoch 1: [0-9.]+ % of 16/);
    expect(errors).toEqual([]);
  },
);
