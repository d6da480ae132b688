import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LockstepError } from '../../base/errors.ts';
import type { StartedRun } from '../../coordinator/lead.ts';
import { writeDigits } from '../support/digits.ts';
import { temporaryFolder } from '../support/lockstep.ts';
import { DIST } from '../support/process.ts';

/** As compiled: the report's page is a file beside it. */
const { startRun } = (await import(
  join(DIST, 'coordinator/start.js')
)) as typeof import('../../coordinator/start.ts');

async function start(
  runDir: string,
  dataDir: string,
  resume?: 'dead',
  signal?: AbortSignal,
): Promise<StartedRun> {
  const load = { dataDir, cacheDir: dataDir, allowDownload: false, signal };
  const run = { startWorkers: 1, epochs: 1 };
  const token = 'a-token-for-tests-0123456789';
  return await startRun({
    ...{ job: 'mnist-mlp', host: '127.0.0.1', port: 0, token, runDir, resume },
    ...{ run, load, listeners: [] },
  });
}

test('a coordinator that is refused touches nothing of the run that another leads', async () => {
  const path = temporaryFolder();
  const data = writeDigits(join(path, 'data'), 64, 16);
  const runDir = join(path, 'run');
  const first = await start(runDir, data);
  first.coordinator.done.catch(() => undefined);
  const upload = await first.directory.upload('checkpoints/step-1.safetensors');
  await upload.write(Buffer.from('half'));
  await expect(start(runDir, data, 'dead')).rejects.toMatchObject({
    code: 'STORAGE',
    message: `process ${process.pid} leads this run already`,
  });
  await upload.commit();
  expect(existsSync(join(runDir, 'checkpoints/step-1.safetensors'))).toBe(true);
  await first.close();
});

test('a coordinator that is told to stop before it leads leaves the folder to the next one', async () => {
  const path = temporaryFolder();
  const data = writeDigits(join(path, 'data'), 64, 16);
  const runDir = join(path, 'run');
  const stopped = AbortSignal.abort(new LockstepError('ABORTED', 'stopped by SIGTERM'));
  await expect(start(runDir, data, undefined, stopped)).rejects.toMatchObject({ code: 'ABORTED' });
  expect(existsSync(runDir)).toBe(false);
  const first = await start(runDir, data);
  first.coordinator.done.catch(() => undefined);
  await first.close();
  const events = readFileSync(join(runDir, 'events.jsonl'));
  await expect(start(runDir, data, 'dead', stopped)).rejects.toMatchObject({ code: 'ABORTED' });
  expect(readFileSync(join(runDir, 'events.jsonl')).equals(events)).toBe(true);
});
