/** What a run leaves behind for people and their tools: report and trace. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { browser, CHROMIUM } from '../../support/chromium.ts';
import { readJson, start, temporaryFolder } from '../../support/lockstep.ts';
import { digits, EPOCHS, TOTAL_STEPS, undisturbed } from '../../support/runs.ts';

let runDir = '';

beforeAll(async () => {
  runDir = await undisturbed();
});

interface Slice {
  ph: string;
  name: string;
  pid: number;
  tid: number;
  ts: number;
  dur: number;
}

describe('trace.json', () => {
  const slices = () => (readJson(runDir, 'trace.json') as Slice[]).filter(({ ph }) => ph === 'X');
  const steps = (pid: number) =>
    slices().filter((slice) => slice.pid === pid && slice.name.startsWith('step '));

  test('holds every step of every rank, each with its phases inside of it, in the Trace Event Format', () => {
    const events = readJson(runDir, 'trace.json') as (Slice & { args?: { name?: string } })[];
    for (const { ph, name, pid, ts, dur } of events) {
      expect(['X', 'M', 'i']).toContain(ph);
      expect([typeof name, typeof pid]).toEqual(['string', 'number']);
      if (ph !== 'M') expect(ts).toBeTypeOf('number');
      if (ph === 'X') expect(dur).toBeGreaterThanOrEqual(0);
    }
    const names = events.filter(({ name }) => name === 'process_name').map(({ args }) => args?.name);
    expect(names).toEqual(['coordinator', 'worker-0 (rank 0)', 'worker-1 (rank 1)']);
    for (const pid of [1, 2]) {
      expect(steps(pid).map(({ name }) => name)).toEqual(
        Array.from({ length: TOTAL_STEPS }, (_, step) => `step ${step}`),
      );
      const own = slices().filter((slice) => slice.pid === pid);
      for (const [i, step] of own.entries()) {
        if (!step.name.startsWith('step ')) continue;
        const phases = own.slice(i + 1, i + 5);
        expect(phases.map(({ name }) => name)).toEqual(['data', 'compute', 'all-reduce', 'apply']);
        let at = step.ts;
        for (const { ts, dur } of phases) {
          expect(ts).toBeCloseTo(at, 2);
          at = ts + dur;
        }
        expect(at).toBeCloseTo(step.ts + step.dur, 2);
      }
    }
  });

  test('has one clock: no rank leaves the all-reduce of a step before every rank has entered it', () => {
    const reduces = [1, 2].map((pid) =>
      slices().filter((slice) => slice.pid === pid && slice.name === 'all-reduce'),
    );
    // The estimate errs by half of the quickest round trip, which a busy machine draws out at the start of a run.
    const TOLERANCE_US = 20_000_000;
    for (let step = 0; step < TOTAL_STEPS; step++) {
      const both = reduces.map((of) => of[step]!);
      const lastIn = Math.max(...both.map(({ ts }) => ts));
      const firstOut = Math.min(...both.map(({ ts, dur }) => ts + dur));
      expect(firstOut, `step ${step}`).toBeGreaterThan(lastIn - TOLERANCE_US);
    }
  });
});

describe('report.html', () => {
  test('says what was trained and how to go on with it, for a run that failed too', async () => {
    const failed = join(temporaryFolder(), 'run');
    const args = ['train', 'mnist-mlp', '--workers', '1', '--epochs', '1000', '--data-dir', await digits()];
    const { child, finished, prints } = start([...args, '--run-dir', failed]);
    await prints(/checkpoint|Epoch 2\/1000/);
    child.kill('SIGINT');
    await finished;
    const report = readFileSync(join(failed, 'report.html'), 'utf8');
    const embedded = JSON.parse(/<script id="data"[^>]*>(.*?)<\/script>/s.exec(report)![1]!);
    expect(embedded.snapshot.head).toMatchObject({ state: 'interrupted', reason: 'stopped by SIGINT' });
    expect(embedded.commands.map(({ command }: { command: string }) => command).join('\n')).toMatch(
      /lockstep train/,
    );
  });

  test.skipIf(!CHROMIUM)(
    'needs nothing but itself, in light and dark, wide and narrow (needs chromium)',
    async () => {
      const newPage = await browser();
      const url = pathToFileURL(join(runDir, 'report.html')).href;
      for (const [colorScheme, width] of [
        ['light', 1180],
        ['dark', 390],
      ] as const) {
        const page = await newPage({ colorScheme, viewport: { width, height: 800 } });
        const [errors, requests]: string[][] = [[], []];
        page.on('pageerror', (error) => errors!.push(error.message));
        page.on('console', (message) => message.type() === 'error' && errors!.push(message.text()));
        page.on('request', (request) => requests!.push(request.url()));
        await page.goto(url);
        expect(await page.locator('canvas').count()).toBe(4);
        expect(await page.locator('.confusion tbody tr').count()).toBe(10);
        // The last place of the slider is that of the final weights.
        const slider = page.getByRole('slider', { name: 'epoch' });
        const said = () => slider.getAttribute('aria-valuetext');
        expect(await said()).toMatch(/^final weights, test data: [0-9.]+ % of 200 right/);
        await slider.focus();
        await page.keyboard.press('Home');
        const [, right] = /^after epoch 1: ([0-9.]+) % of 200 right/.exec((await said())!)!;
        const [first] = readJson(runDir, 'history.json').history.val_accuracy;
        expect(Number(right)).toBeCloseTo(100 * first, 1);
        await page.keyboard.press('ArrowRight');
        expect(await said()).toMatch(/^after epoch 2: /);
        await page.locator('.confusion tbody td').first().hover();
        expect(await page.locator('#confusion .summary').textContent()).toMatch(
          /^0 known as 0: \d+, [0-9.]+ % of all 0$/,
        );
        expect(await page.locator('#ranks .rank').count()).toBe(2);
        const text = await page.locator('#report').textContent();
        expect(text).toContain(`lockstep train --resume ${runDir} --workers 2 --epochs ${2 * EPOCHS}`);
        expect(text).toContain(`lockstep predict ${runDir} --input`);
        expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        expect(requests!.filter((request) => !request.startsWith('data:'))).toEqual([url]);
        expect(errors).toEqual([]);
        await page.close();
      }
    },
  );
});
