/** Who may ask a served model, and the page on which a person asks it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { browser, CHROMIUM } from '../support/chromium.ts';
import { runWithInput, temporaryFolder } from '../support/lockstep.ts';
import { undisturbed } from '../support/runs.ts';
import { ask, serving } from '../support/serving.ts';

let run = '';

beforeAll(async () => {
  run = await undisturbed();
});

test('beyond this machine it wants TLS or a private network, and a token', async () => {
  const beyond = ['--host', '0.0.0.0'];
  const args = ['serve', run, '--port', '0', '--grpc-port', '0', ...beyond];
  expect(runWithInput(args).stderr).toContain('without TLS, others could read');
  expect(runWithInput([...args, '--insecure'], '', { LOCKSTEP_TOKEN: '' }).stderr).toContain(
    'no join token is given',
  );
  const file = join(temporaryFolder(), 'token');
  const token = 'a-token-of-enough-characters';
  writeFileSync(file, token);
  const { predict, grpcPort } = await serving(run, [...beyond, '--insecure', '--token-file', file]);
  const body = { instances: [new Array(784).fill(0)] };
  expect(await predict(body)).toMatchObject({ status: 401 });
  expect(await predict(body, { authorization: `Bearer ${token}x` })).toMatchObject({ status: 401 });
  expect(await predict(body, { authorization: `Bearer ${token}` })).toMatchObject({ status: 200 });
  const client = new Client(`127.0.0.1:${grpcPort}`, credentials.createInsecure());
  onTestFinished(() => client.close());
  await expect(ask(client, [{ json: '0' }])).rejects.toMatchObject({ code: 16 });
});

test.skipIf(!CHROMIUM)(
  'a digit is drawn on its page, by mouse and by keys, in light and dark (needs chromium)',
  async () => {
    const { url } = await serving(run);
    const newPage = await browser();
    for (const [colorScheme, width] of [
      ['light', 1180],
      ['dark', 390],
    ] as const) {
      const page = await newPage({ colorScheme, viewport: { width, height: 900 } });
      const failures: string[] = [];
      page.on('pageerror', ({ message }) => failures.push(message));
      page.on('console', (message) => {
        if (message.type() === 'error') failures.push(message.text());
      });
      await page.goto(url);
      const said = page.locator('#said');
      const box = (await page.locator('#pad').boundingBox())!;
      const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
      // A one.
      await page.mouse.move(...at(0.5, 0.2));
      await page.mouse.down();
      await page.mouse.move(...at(0.5, 0.8), { steps: 5 });
      await page.mouse.up();
      await page.getByRole('table', { name: 'probability of each class' }).waitFor();
      const drawn = await said.textContent();
      expect(drawn).toMatch(/^\d \(\d+\.\d %\)$/);
      expect(await page.getByRole('row').count()).toBe(10);
      // The same by keys: the middle is reached first, then the pen is let down.
      await page.getByRole('button', { name: 'Clear' }).click();
      await said.evaluate((element) => {
        element.textContent = '';
      });
      for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowUp');
      for (let i = 0; i < 12; i++) await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Enter');
      await said.filter({ hasText: /^\d \(\d+\.\d %\)$/ }).waitFor();
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(width);
      expect(failures).toEqual([]);
      await page.close();
    }
  },
);
