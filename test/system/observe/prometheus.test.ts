/** A live run as Prometheus, Grafana's dashboards and a browser see it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { browser, CHROMIUM } from '../../support/chromium.ts';
import { writeDigits } from '../../support/digits.ts';
import { start, temporaryFolder } from '../../support/lockstep.ts';
import { liveRun } from './live-run.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const has = (program: string) => spawnSync(program, ['--version']).status === 0;

test('the dashboards are those of the table of metrics', () => {
  execFileSync(process.execPath, ['scripts/dashboards.mjs', '--check'], { cwd: ROOT });
});

test.skipIf(!has('promtool'))('promtool: rules are sound and their tests pass (needs prometheus)', () => {
  const folder = join(ROOT, 'deploy/prometheus');
  execFileSync('promtool', ['check', 'config', 'prometheus.yml'], { cwd: folder });
  execFileSync('promtool', ['test', 'rules', 'rules.test.yml'], { cwd: folder });
});

describe('a live run', () => {
  test.skipIf(!has('promtool'))(
    'serves metrics that promtool finds nothing wrong with (needs prometheus)',
    async () => {
      const url = await liveRun();
      const text = await (await fetch(`${url}metrics`)).text();
      expect(text).toMatch(/^lockstep_steps_total\{run="run"\} [1-9]/m);
      expect(text).toMatch(/^lockstep_workers\{state="training",run="run"\} 2$/m);
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text });
      expect(status, `${stdout}${stderr}`).toBe(0);
      for (const name of ['lockstep_build_info', 'lockstep_learning_rate', 'lockstep_gradient_norm'])
        expect(text).toMatch(new RegExp(`^${name}\\{.*run="run"\\} [0-9.e+-]+$`, 'm'));
      expect((await fetch(`${url}healthz`)).status).toBe(200);
      expect((await fetch(`${url}readyz`)).status).toBe(200);
      expect((await fetch(`${url}nothing`)).status).toBe(404);
    },
  );

  test.skipIf(!CHROMIUM)(
    'is drawn in a browser as it grows, in light and dark, wide and narrow, and obeys its buttons (needs chromium)',
    async () => {
      const url = await liveRun();
      const newPage = await browser();
      for (const [colorScheme, width] of [
        ['light', 1180],
        ['dark', 390],
      ] as const) {
        const page = await newPage({ colorScheme, viewport: { width, height: 800 } });
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(error.message));
        page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
        await page.goto(url);
        // By evaluating, since the page's policy forbids it to run code that is handed to it.
        const until = (expression: string) =>
          expect.poll(() => page.evaluate<boolean>(expression), { timeout: 240_000 }).toBe(true);
        const state = (name: string) => until(`document.getElementById('state').textContent === '${name}'`);
        await state('training');
        await until("document.querySelectorAll('.rank .phases').length === 2");
        const steps = () =>
          page.evaluate<number>("Number(document.querySelectorAll('#numbers b')[1].textContent)");
        const grown = async () => {
          const before = await steps();
          await until(`Number(document.querySelectorAll('#numbers b')[1].textContent) > ${before}`);
        };
        await grown();
        // Loss, accuracy, the gradient's norm and the throughput; the learning rate once it has changed.
        await until("document.querySelectorAll('canvas').length >= 4");
        await until("/training\\s*[0-9]/.test(document.querySelector('#curves .u-legend').textContent)");
        await until(
          "/^after epoch \\d+: [0-9.]+ % of /.test(document.querySelector('#confusion input')?.ariaValueText)",
        );
        const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
        expect(background).toBe(colorScheme === 'light' ? 'rgb(246, 247, 249)' : 'rgb(14, 18, 24)');
        expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

        // With the keyboard alone.
        await page.locator('#curves [role=img]').first().focus();
        await page.keyboard.press('Home');
        await until(
          "/^training [0-9.]+ at step [0-9.]+$/.test(document.querySelector('.unseen').textContent)",
        );
        await page.keyboard.press('Escape');
        await page.locator('.controls input[type=checkbox]').focus();
        await page.keyboard.press('Space');
        await until("document.querySelectorAll('canvas').length >= 4");
        await page.locator('button', { hasText: 'Pause' }).focus();
        await page.keyboard.press('Enter');
        await state('paused');
        await page.locator('button', { hasText: 'Learning rate' }).focus();
        await page.keyboard.press('Enter');
        await page.keyboard.type('0.0125');
        await page.keyboard.press('Enter');
        await until("document.getElementById('said').textContent.includes('takes effect')");
        await page.locator('button', { hasText: 'Resume' }).click();
        await state('training');
        await grown();
        const told = 'learning rate 0.0125, asked by the page';
        await until(`document.getElementById('happened').textContent.includes('${told}')`);
        expect(errors).toEqual([]);
        await page.close();
      }
    },
  );

  test('takes commands from its own page alone, and beyond loopback with the token alone', async () => {
    const url = new URL(await liveRun());
    const ask = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const options = { method: 'POST', host: '127.0.0.1', port: url.port, path: '/commands', headers };
        const asking = request(options, (response) => resolve(response.resume().statusCode!));
        asking.once('error', reject).end('{"command":"status"}');
      });
    const json = { 'content-type': 'application/json', host: url.host };
    expect(await ask(json)).toBe(200);
    expect(await ask({ ...json, origin: url.origin })).toBe(200);
    // Another site's page, by script and by form; and a name that was made to point here.
    expect(await ask({ ...json, origin: 'https://elsewhere.example' })).toBe(403);
    expect(await ask({ ...json, origin: 'null' })).toBe(403);
    expect(await ask({ ...json, 'content-type': 'text/plain' })).toBe(403);
    expect(await ask({ ...json, host: `elsewhere.example:${url.port}` })).toBe(401);
    expect(await ask({ ...json, host: `elsewhere.example:${url.port}`, authorization: 'Bearer wrong' })).toBe(
      401,
    );
    expect((await fetch(`${url}commands`)).status).toBe(405);
  });

  test('asks for the token where its page is served beyond loopback', async () => {
    const folder = temporaryFolder();
    const args = [
      'coordinator',
      'mnist-mlp',
      '--workers',
      '1',
      '--metrics-host',
      '0.0.0.0',
      '--port',
      '0',
      '--metrics-port',
      '0',
    ];
    const data = writeDigits(join(folder, 'data'), 200, 100);
    const token = 'a-token-for-tests-0123456789';
    const { prints } = start([...args, '--data-dir', data, '--run-dir', join(folder, 'run')], {
      env: { LOCKSTEP_TOKEN: token },
    });
    const [, port] = await prints(/"metricsPort":(\d+)/);
    const ask = async (headers: Record<string, string>) => {
      const asking = {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"command":"status"}',
      };
      return (await fetch(`http://127.0.0.1:${port}/commands`, asking)).status;
    };
    expect(await ask({})).toBe(401);
    expect(await ask({ authorization: `Bearer ${token}x` })).toBe(401);
    expect(await ask({ authorization: `Bearer ${token}` })).toBe(200);
  });
});
