import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeDigits } from '../support/digits.ts';
import { start, temporaryFolder } from '../support/lockstep.ts';

test('a coordinator that stays has written its report before, and ends when it is told to', async () => {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 400, 100);
  const runDir = join(folder, 'run');
  const env = { LOCKSTEP_TOKEN: 'a-token-for-tests-0123456789' };
  const args = ['coordinator', 'mnist-mlp', '--workers', '1', '--port', '0', '--epochs', '1', '--stay'];
  // Nobody listens there: what is said of it comes at the run's end too.
  const flags = ['--data-dir', data, '--run-dir', runDir, '--mlflow', 'http://127.0.0.1:9'];
  const coordinator = start([...args, ...flags], { env });
  const [, port] = await coordinator.prints(/"port":(\d+)/);
  start(['worker', '--coordinator', `127.0.0.1:${port}`], { env });
  await coordinator.prints(/MLflow has not got: [^"]*the run’s files/);
  await coordinator.prints(/staying until stopped/);
  expect(existsSync(join(runDir, 'report.html'))).toBe(true);
  coordinator.child.kill('SIGTERM');
  const { stdout } = await coordinator.finished;
  expect(stdout.match(/MLflow has not got/g)).toHaveLength(1);
});
