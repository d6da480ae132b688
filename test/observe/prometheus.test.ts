/** A live run as Prometheus, Grafana's dashboards and a browser see it. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM } from '../support/chromium.ts';
import { writeDigits } from '../support/digits.ts';
import { readJson, start, temporaryFolder } from '../support/lockstep.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DASHBOARDS = join(ROOT, 'deploy/grafana/dashboards');
const has = (program: string) => spawnSync(program, ['--version']).status === 0;

/** A run that goes on for long; gives the address of its page. */
async function liveRun(): Promise<string> {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 2_000, 100);
  const args = ['train', 'mnist-mlp', '--workers', '2', '--epochs', '1000', '--data-dir', data];
  const { prints } = start([...args, '--run-dir', join(folder, 'run')]);
  const [, url] = await prints(/watch it at (http:\S+\/)/);
  await prints(/Epoch 2\/1000/);
  return url!;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('the dashboards are those of the table of metrics', () => {
  execFileSync(process.execPath, ['scripts/dashboards.mjs', '--check'], { cwd: ROOT });
});

test.skipIf(!has('promtool'))('promtool: rules are sound and their tests pass', () => {
  const folder = join(ROOT, 'deploy/prometheus');
  execFileSync('promtool', ['check', 'config', 'prometheus.yml'], { cwd: folder });
  execFileSync('promtool', ['test', 'rules', 'rules.test.yml'], { cwd: folder });
});

describe('a live run', () => {
  test.skipIf(!has('promtool'))(
    'serves metrics that promtool finds nothing wrong with',
    async () => {
      const url = await liveRun();
      const text = await (await fetch(`${url}metrics`)).text();
      expect(text).toMatch(/^lockstep_steps_total\{run="run"\} [1-9]/m);
      expect(text).toMatch(/^lockstep_workers\{state="training",run="run"\} 2$/m);
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text });
      expect(status, `${stdout}${stderr}`).toBe(0);
      expect((await fetch(`${url}healthz`)).status).toBe(200);
      expect((await fetch(`${url}readyz`)).status).toBe(200);
      expect((await fetch(`${url}nothing`)).status).toBe(404);
    },
    60_000,
  );

  test.skipIf(!has('prometheus'))(
    'gives every panel of every dashboard something to show',
    async () => {
      const [url, folder, port] = [await liveRun(), temporaryFolder(), await freePort()];
      const config = { scrape_interval: '1s', evaluation_interval: '1s' };
      const { host } = new URL(url);
      const scrape = [{ job_name: 'coordinator', static_configs: [{ targets: [host] }] }];
      writeFileSync(join(folder, 'p.yml'), JSON.stringify({ global: config, scrape_configs: scrape }));
      const prometheus = spawn('prometheus', [
        `--config.file=${join(folder, 'p.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ]);
      onTestFinished(() => void prometheus.kill('SIGKILL'));
      const panels = readdirSync(DASHBOARDS).flatMap((name) => readJson(DASHBOARDS, name).panels);
      const queries: string[] = panels.flatMap(({ targets }) =>
        targets.map(({ expr }: { expr: string }) => expr),
      );
      expect(queries.length).toBeGreaterThan(20);
      let empty = queries;
      const giveUpAt = Date.now() + 40_000;
      while (empty.length > 0) {
        const still: string[] = [];
        for (const query of empty) {
          const filled = query
            .replaceAll('$__rate_interval', '10s')
            .replaceAll('$job', '.*')
            .replaceAll('$run', '.*');
          const address = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(filled)}`;
          const answer = await fetch(address)
            .then((response) => response.json() as Promise<{ data?: { result: unknown[] }; error?: string }>)
            .catch(() => undefined);
          expect(answer?.error, query).toBeUndefined();
          if (!answer?.data?.result.length) still.push(query);
        }
        empty = still;
        if (empty.length > 0 && Date.now() > giveUpAt) throw new Error(`no data for ${empty.join('\n')}`);
        if (empty.length > 0) await delay(500);
      }
    },
    90_000,
  );

  test.skipIf(!CHROMIUM)(
    'draws its curves in a browser, in light and dark',
    async () => {
      const url = await liveRun();
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
      onTestFinished(() => browser.close());
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ colorScheme });
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(error.message));
        await page.goto(url);
        await page.waitForFunction("document.getElementById('state').textContent === 'training'");
        await page.waitForFunction("document.querySelectorAll('.rank').length === 2");
        const steps = () =>
          page.evaluate<number>("Number(document.querySelectorAll('#numbers b')[1].textContent)");
        const before = await steps();
        expect(before).toBeGreaterThan(0);
        await page.waitForFunction(
          `Number(document.querySelectorAll('#numbers b')[1].textContent) > ${before}`,
        );
        expect(await page.locator('canvas').count()).toBe(3);
        const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
        expect(background).toBe(colorScheme === 'light' ? 'rgb(246, 247, 249)' : 'rgb(14, 18, 24)');
        expect(errors).toEqual([]);
        await page.close();
      }
    },
    60_000,
  );
});
