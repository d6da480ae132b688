import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeDigits } from '../support/digits.ts';
import { readJson, start, temporaryFolder } from '../support/lockstep.ts';
import { train } from './train-run.ts';

test('a run leaves its directory: config, history, events, checkpoints, model, summary', async () => {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 512, 100);
  const runDir = await train(folder, data, 2, [
    '--epochs',
    '2',
    '--transport',
    'grpc',
    '--data-mode',
    'stream',
  ]);
  const files = [
    'config.json',
    'events.jsonl',
    'history.csv',
    'history.json',
    'model',
    'checkpoints',
    'summary.json',
  ];
  expect(files.filter((file) => !existsSync(join(runDir, file)))).toEqual([]);
  const csv = readFileSync(join(runDir, 'history.csv'), 'utf8').trim().split('\n');
  expect(csv[0]).toBe('epoch,accuracy,loss,val_accuracy,val_loss');
  expect(csv).toHaveLength(3);
  const model = readJson(runDir, 'model/model.json');
  expect(model.format).toBe('layers-model');
  expect(readFileSync(join(runDir, 'model/weights.bin')).byteLength).toBe(
    4 * (784 * 512 + 512 + 512 * 10 + 10),
  );
  expect(readdirSync(join(runDir, 'checkpoints')).some((name) => name.endsWith('.part'))).toBe(false);
  expect(readJson(runDir, 'config.json')).toMatchObject({
    jobName: 'mnist-mlp',
    transport: 'grpc',
    dataMode: 'stream',
  });
  expect(readJson(runDir, 'summary.json')).toMatchObject({
    epochs: 2,
    steps: 8,
    recoveries: 0,
    repeatedSteps: 0,
  });
});

test('Ctrl-C stops a run cleanly and leaves no process behind', async () => {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 2_000, 100);
  const args = ['train', 'mnist-mlp', '--workers', '2', '--epochs', '1000', '--data-dir', data];
  const { child, finished, prints } = start([...args, '--run-dir', join(folder, 'run')]);
  await prints(/^2\/2|16\/16/m);
  child.kill('SIGINT');
  const { code, stderr } = await finished;
  expect(code).toBe(130);
  expect(stderr).toMatch(/lockstep: stopped by SIGINT/);
  // `finished` waits for every holder of the pipes; the workers' ends are theirs, so look for their ids too.
  const pids = ['worker-0', 'worker-1'].map(
    (worker) =>
      JSON.parse(readFileSync(join(folder, 'run/logs', `${worker}.log`), 'utf8').split('\n')[0]!).pid,
  );
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});
