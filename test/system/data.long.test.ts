/** `lockstep data` by a real process: what it tells of sound data, of data with a fault, and its page in a browser. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { browser, CHROMIUM } from '../support/chromium.ts';
import { run, temporaryFolder } from '../support/lockstep.ts';

function write(path: string, content: string | Buffer): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}

function jobOf(folder: string, data: string, more = ''): string {
  const path = join(folder, 'job.ts');
  write(
    path,
    `import { augment, csv, defineJob, images } from 'lockstep';
export default defineJob({ name: 'seen', data: ${data}, ${more}
  model: (tf, data) => tf.sequential({ layers: [
    tf.layers.flatten({ inputShape: [...data.inputs[0].shape] }),
    tf.layers.dense({ units: data.classes.length, activation: 'softmax' })] }),
  optimizer: (tf) => tf.train.sgd(0.1), loss: 'categoricalCrossentropy', batchSize: 4, epochs: 1 });`,
  );
  return path;
}

test('of a table that no run can use it tells all faults, then what ends a run', async () => {
  const folder = temporaryFolder();
  write(join(folder, 't.csv'), 'kind,size\na,1\nb,\na,2\nb,NA\na,3\nb,4\n');
  const job = jobOf(folder, "csv('t.csv', { target: 'kind' })");
  const { code, stdout, stderr } = await run(['data', job, '--data-dir', folder], {});
  expect(code).not.toBe(0);
  expect(stdout).toContain('2 rows cannot be used');
  for (const line of [3, 5]) expect(stdout).toMatch(new RegExp(`t\\.csv line ${line}: size `));
  expect(stdout).toMatch(/size +input +4 numbers; 1 to 4, mean 2\.5;.* 2 missing \(33\.3 %\)/);
  expect(stderr).toContain('t.csv line 3: size is empty');
});

test.skipIf(!CHROMIUM)(
  'its page shows pictures, classes and histograms, light and dark, wide and narrow (needs chromium)',
  async () => {
    const folder = temporaryFolder();
    for (const [name, shade] of [
      ['dark', 20],
      ['light', 230],
    ] as const) {
      for (let i = 0; i < 6; i++) {
        const png = new PNG({ width: 9 + i, height: 9 });
        png.data.fill(shade);
        write(join(folder, 'pictures', name, `${i}.png`), PNG.sync.write(png));
      }
    }
    const data = "images('pictures', { size: [16, 24], test: 0.25 })";
    const job = jobOf(folder, data, 'augment: [augment.flip(), augment.brightness(0.2)],');
    const html = join(folder, 'page.html');
    const { code, stdout } = await run(
      ['data', job, '--data-dir', folder, '--html', html, '--samples', '1'],
      {},
    );
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/to read, .* to decode, .* to augment/);
    const newPage = await browser();
    for (const [width, colorScheme] of [
      [375, 'light'],
      [1200, 'dark'],
    ] as const) {
      const page = await newPage({ viewport: { width, height: 800 }, colorScheme });
      const errors: string[] = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      page.on('console', (message) => errors.push(message.text()));
      await page.goto(pathToFileURL(html).href);
      // Nine training samples, each beside what the first epoch makes of it.
      expect(await page.locator('figure img').count()).toBe(18);
      expect(await page.locator('#balance tbody tr').count()).toBe(2);
      expect(await page.locator('.histogram rect').count()).toBeGreaterThan(0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(errors).toEqual([]);
      await page.close();
    }
  },
);
