import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StartedRun } from '../../coordinator/lead.ts';
import { writeDigits } from '../support/digits.ts';
import { temporaryFolder } from '../support/lockstep.ts';
import { DIST } from '../support/process.ts';

/** As compiled: the report's page is a file beside it. */
const { startRun } = (await import(
  join(DIST, 'coordinator/start.js')
)) as typeof import('../../coordinator/start.ts');

async function start(runDir: string, dataDir: string, resume?: 'dead'): Promise<StartedRun> {
  const load = { dataDir, cacheDir: dataDir, allowDownload: false };
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
