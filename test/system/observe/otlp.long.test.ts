/** A run's metrics in a real database that receives them by OTLP. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { readJson, run, temporaryFolder } from '../../support/lockstep.ts';
import { digits, JOB } from '../../support/runs.ts';

const SERVER = 'victoria-metrics';
/** Debian's, 1.79, does not know OpenTelemetry. */
const isThere = String(spawnSync(SERVER, ['--help']).stdout).includes('opentelemetry');

test.skipIf(!isThere)('VictoriaMetrics gets what a run has come to (needs VictoriaMetrics)', async () => {
  const [folder, port] = [temporaryFolder(), await freePort()];
  const data = `-storageDataPath=${join(folder, 'metrics')}`;
  const server = spawn(SERVER, [`-httpListenAddr=127.0.0.1:${port}`, data], { stdio: 'ignore' });
  onTestFinished(() => void server.kill('SIGKILL'));
  const ended = new Promise<never>((_, reject) =>
    server.once('exit', (code) => reject(new Error(`it ended with ${code}`))),
  );
  const url = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  // What its log says then differs between its versions.
  await Promise.race([ended, expect.poll(isUp, { timeout: 60_000 }).toBe(true)]);
  const runDir = join(folder, 'run');
  const flags = ['--workers', '2', '--data-dir', await digits(), '--epochs', '2', '--run-dir', runDir];
  const { code, stdout, stderr } = await run(['train', JOB, ...flags, '--otlp', `${url}/opentelemetry`]);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).not.toContain('metrics');
  const summary = readJson(runDir, 'summary.json');
  // The last report may take a second to be seen.
  const last = async (name: string) => {
    const series = encodeURIComponent(`{__name__="lockstep.${name}"}`);
    const text = await (await fetch(`${url}/api/v1/export?match%5B%5D=${series}`)).text();
    return text === '' ? undefined : JSON.parse(text).values.at(-1);
  };
  const wanted = {
    ...{ steps: summary.steps, epochs: 2, loss: summary.loss, val_loss: summary.valLoss },
    'step.duration_count': summary.steps,
  };
  for (const [name, value] of Object.entries(wanted)) {
    await expect.poll(() => last(name), { timeout: 60_000 }).toBeCloseTo(value, 6);
  }
});
