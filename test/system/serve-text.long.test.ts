/** A model of texts on its page, over TLS. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { authority, member } from '../support/certificates.ts';
import { browser, CHROMIUM } from '../support/chromium.ts';
import { run, temporaryFolder } from '../support/lockstep.ts';
import { serving } from '../support/serving.ts';

const DATA = process.env.LOCKSTEP_DATA_DIR ?? '';

/** What a review says in its words, whatever their order: learned in seconds. */
const JOB = `import { defineJob, imdb } from 'lockstep';
export default defineJob({
  name: 'imdb-words',
  data: imdb({ numWords: 5000, maxLen: 200 }),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 5000, outputDim: 8, inputLength: 200 }),
        tf.layers.globalAveragePooling1d({}),
        tf.layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    }),
  optimizer: (tf) => tf.train.adam(0.05),
  loss: 'binaryCrossentropy',
  metrics: ['accuracy'],
  batchSize: 500,
  epochs: 1,
});`;

test.skipIf(!CHROMIUM || DATA === '')(
  'a review is written on its page, over TLS, in light and dark (needs chromium, LOCKSTEP_DATA_DIR)',
  async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'job.ts'), JOB);
    const runDir = join(folder, 'run');
    const data = ['--data-dir', DATA];
    const trained = await run([
      'train',
      join(folder, 'job.ts'),
      '--workers',
      '1',
      '--run-dir',
      runDir,
      ...data,
    ]);
    expect(trained.code, trained.stderr).toBe(0);
    const certificates = member(join(folder, 'tls'), authority(), 'coordinator');
    const { url } = await serving(runDir, [...data, '--tls', certificates]);
    expect(url).toMatch(/^https:/);
    const newPage = await browser();
    for (const [colorScheme, width] of [
      ['light', 1180],
      ['dark', 390],
    ] as const) {
      // The certificate names a role and no host, and its authority is the test's.
      const page = await newPage({
        colorScheme,
        viewport: { width, height: 900 },
        ignoreHTTPSErrors: true,
      });
      const failures: string[] = [];
      page.on('pageerror', ({ message }) => failures.push(message));
      page.on('console', (message) => {
        if (message.type() === 'error') failures.push(message.text());
      });
      await page.goto(url);
      const text = page.getByLabel('A text');
      const said = page.locator('#said');
      await text.fill('a wonderful film, the best of the year: excellent, touching, perfect in every scene');
      await page.getByRole('button', { name: 'Ask' }).click();
      await said.filter({ hasText: /^positive \(\d+\.\d %\)$/ }).waitFor();
      await text.fill('the worst film of the year: boring, awful, a waste of time, terrible in every scene');
      await text.press('Control+Enter');
      await said.filter({ hasText: /^negative \(\d+\.\d %\)$/ }).waitFor();
      await page.getByRole('button', { name: 'Clear' }).click();
      expect(await text.inputValue()).toBe('');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(failures).toEqual([]);
      await page.close();
    }
  },
);
