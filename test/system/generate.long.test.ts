/** A model of letters, trained by processes, writes on: in the terminal, over HTTP, and on its page. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM } from '../support/chromium.ts';
import { runWithInput } from '../support/lockstep.ts';
import { serving } from '../support/serving.ts';

/** Of "abcabc...": the letter that comes next follows from the last one. */
const JOB = `import { defineJob } from 'lockstep';
const letters = { name: 'letters', column: 'letters', shape: [4], encoding: { kind: 'ids' } };
const next = { name: 'next', column: 'next', shape: [], encoding: { kind: 'ids' } };
const split = (length) => ({ length, columns: [
  { name: 'letters', type: 'uint8', shape: [4], values: Uint8Array.from({ length: 4 * length }, (_, i) => (Math.floor(i / 4) + i % 4) % 3) },
  { name: 'next', type: 'uint8', shape: [], values: Uint8Array.from({ length }, (_, i) => (i + 4) % 3) } ] });
export default defineJob({
  name: 'letters',
  data: { name: 'letters', inputs: [letters], targets: [next], loader: { kind: 'custom', load: async () => ({
    name: 'letters', provenance: 'made here', substitute: false, classes: ['a', 'b', 'c'], train: split(96), test: split(6) }) } },
  model: (tf) => tf.sequential({ layers: [
    tf.layers.embedding({ inputDim: 3, outputDim: 3, inputLength: 4 }), tf.layers.flatten(),
    tf.layers.dense({ units: 3, activation: 'softmax' }) ] }),
  optimizer: (tf) => tf.train.adam(0.05), loss: 'sparseCategoricalCrossentropy', batchSize: 16, epochs: 8,
});`;

const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
const runDir = join(folder, 'run');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  writeFileSync(join(folder, 'job.mjs'), JOB);
  const trained = runWithInput(['train', join(folder, 'job.mjs'), '--workers', '1', '--run-dir', runDir]);
  expect(trained.status, trained.stdout + trained.stderr).toBe(0);
});

test('lockstep generate writes what the model has learned, and refuses other letters', () => {
  const generate = (prompt: string) =>
    runWithInput(['generate', runDir, '--prompt', prompt, '--length', '7', '--temperature', '0']);
  expect(generate('abca').stdout).toBe('abcabcabcab\n');
  const { status, stderr } = generate('abxy');
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/the model has no token "x".*Say it with others/s);
});

test('over HTTP the text comes piece by piece, and what cannot be written is refused by name', async () => {
  const { url } = await serving(runDir);
  const generate = async (body: object) => {
    const path = `${url}/v1/models/letters:generate`;
    const response = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  };
  const lines = ['abca', 'b', 'c', 'a'].map((text) => `${JSON.stringify({ text })}\n`);
  expect(await generate({ prompt: 'abca', length: 3, temperature: 0 })).toEqual({
    status: 200,
    text: lines.join(''),
  });
  for (const [body, error] of [
    [{ prompt: 'abxy' }, /the model has no token \\"x\\"/],
    [{ prompt: 'a', length: 0 }, /is not JSON with a prompt, a length up to 2000/],
    [{ prompt: 'a', words: 3 }, /is not JSON with a prompt/],
  ] as const) {
    expect(await generate(body)).toEqual({ status: 400, text: expect.stringMatching(error) });
  }
  expect(await (await fetch(`${url}/metrics`)).text()).toContain(
    'lockstep_serve_requests_total{protocol="http",status="OK"} 1',
  );
});

test.skipIf(!CHROMIUM)('a person lets it write on its page, in light and dark (needs chromium)', async () => {
  const { url } = await serving(runDir);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  onTestFinished(() => browser.close());
  for (const [colorScheme, width] of [
    ['light', 1180],
    ['light', 768],
    ['dark', 390],
  ] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    const failures: string[] = [];
    page.on('pageerror', ({ message }) => failures.push(message));
    page.on('console', (message) => {
      // A prompt that is refused is shown, and chromium says its status too.
      if (message.type() === 'error' && !message.text().includes('400')) failures.push(message.text());
    });
    await page.goto(url);
    const prompt = page.getByLabel('How the text begins');
    const answer = page.locator('#answer');
    await prompt.fill('bca');
    await page.getByLabel('letters to write').fill('6');
    await page.getByLabel('temperature').fill('0');
    await page.getByRole('button', { name: 'Write' }).click();
    await answer.filter({ hasText: /^bcabcabca$/ }).waitFor({ timeout: 0 });
    await prompt.fill('what?');
    await prompt.press('Control+Enter');
    await page.getByText('the model has no token "w"').waitFor({ timeout: 0 });
    await page.getByRole('button', { name: 'Clear' }).click();
    expect([await prompt.inputValue(), await answer.textContent()]).toEqual(['', '']);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(failures).toEqual([]);
    await page.close();
  }
});
