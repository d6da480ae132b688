/** A live run as Prometheus, Grafana's dashboards and a browser see it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { readJson, temporaryFolder } from '../../support/lockstep.ts';
import { liveRun } from './live-run.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const DASHBOARDS = join(ROOT, 'deploy/grafana/dashboards');
const has = (program: string) => spawnSync(program, ['--version']).status === 0;

test.skipIf(!has('prometheus'))(
  'gives every panel of every dashboard something to show (needs prometheus)',
  async () => {
    const [url, folder, port] = [await liveRun(), temporaryFolder(), await freePort()];
    const config = { scrape_interval: '1s', evaluation_interval: '1s' };
    const { host } = new URL(url);
    const scrape = [{ job_name: 'coordinator', static_configs: [{ targets: [host] }] }];
    writeFileSync(join(folder, 'p.yml'), JSON.stringify({ global: config, scrape_configs: scrape }));
    const flags = [`--config.file=${join(folder, 'p.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`];
    const prometheus = spawn('prometheus', [...flags, `--web.listen-address=127.0.0.1:${port}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    prometheus.stderr.on('data', (text) => {
      said = (said + text).slice(-5_000);
    });
    const ended = once(prometheus, 'exit');
    onTestFinished(async () => {
      prometheus.kill('SIGKILL');
      await ended;
    });
    const panels = readdirSync(DASHBOARDS).flatMap((name) => readJson(DASHBOARDS, name).panels);
    const queries: string[] = panels.flatMap(({ targets }) =>
      targets.map(({ expr }: { expr: string }) => expr),
    );
    expect(queries.length).toBeGreaterThan(20);
    let empty = queries;
    const giveUpAt = Date.now() + 240_000;
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
      expect(prometheus.exitCode, said).toBeNull();
      if (empty.length > 0 && Date.now() > giveUpAt) throw new Error(`no data for ${empty.join('\n')}`);
      if (empty.length > 0) await delay(500);
    }
  },
);
