/** Wrong input, and what the program says of it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { writeDigits } from '../support/digits.ts';
import { run, temporaryFolder } from '../support/lockstep.ts';

export const TOKEN = 'a-token-for-tests-0123456789';

interface Prepared {
  readonly args: readonly string[];
}

/** Each case makes its own wrong thing in `folder`, beside a sound data set in `data`. */
export const CASES: [
  what: string,
  message: RegExp,
  prepare: (folder: string, data: string) => Prepared | Promise<Prepared>,
][] = [
  [
    'an unknown job',
    /there is no job "mnist-mpl"\. Give the path .* mnist-mlp/,
    () => ({ args: ['train', 'mnist-mpl'] }),
  ],
  [
    'a job that does not compile',
    /does not compile: .*Expected/s,
    (folder) => {
      writeFileSync(join(folder, 'job.ts'), 'export default {{');
      return { args: ['train', join(folder, 'job.ts')] };
    },
  ],
  [
    'a job with a wrong value',
    /job epochs: .*>=1/,
    (folder) => {
      const job = `import { defineJob, mnist } from 'lockstep';
        export default defineJob({ name: 'x', data: mnist(), batchSize: 1, epochs: 0, loss: 'meanSquaredError',
          model: () => 0, optimizer: () => 0 });`;
      writeFileSync(join(folder, 'job.ts'), job);
      return { args: ['train', join(folder, 'job.ts')] };
    },
  ],
  [
    'a model that does not fit the data',
    /worker-\d: job x: the model has inputs \[100\], the data gives \[784\]/,
    (folder, data) => {
      const job = `import { defineJob, mnist } from 'lockstep';
        export default defineJob({ name: 'x', data: mnist({ flatten: true }), batchSize: 8, epochs: 1,
          loss: 'meanSquaredError', optimizer: (tf) => tf.train.sgd(1),
          model: (tf) => tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [100] })] }) });`;
      writeFileSync(join(folder, 'job.ts'), job);
      return { args: ['train', join(folder, 'job.ts'), '--workers', '1', '--data-dir', data] };
    },
  ],
  [
    'synchronized batch normalization in reproducible steps',
    /worker-\d: a reproducible step cannot synchronize batch normalization\. Leave out --reproducible/,
    (folder, data) => {
      const job = `import { defineJob, mnist } from 'lockstep';
        export default defineJob({ name: 'x', data: mnist({ flatten: true }), batchSize: 8, epochs: 1,
          loss: 'categoricalCrossentropy', optimizer: (tf) => tf.train.sgd(1), syncBatchNorm: true,
          model: (tf) => tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [784] }),
            tf.layers.batchNormalization(), tf.layers.softmax()] }) });`;
      writeFileSync(join(folder, 'job.ts'), job);
      return {
        args: ['train', join(folder, 'job.ts'), '--workers', '1', '--data-dir', data, '--reproducible'],
      };
    },
  ],
  [
    'a data folder without the files',
    /train-images-idx3-ubyte\(\.gz\) is missing\. Point --data-dir/,
    (folder) => ({ args: ['train', 'mnist-mlp', '--data-dir', folder] }),
  ],
  [
    'a truncated data file',
    /t10k-labels-idx1-ubyte has \d+ bytes of values; its header says/,
    (_, data) => {
      const path = join(data, 't10k-labels-idx1-ubyte');
      writeFileSync(path, readFileSync(path).subarray(0, -10));
      return { args: ['train', 'mnist-mlp', '--data-dir', data] };
    },
  ],
  [
    'a data file with a wrong magic number',
    /train-images-idx3-ubyte is not an IDX file of bytes \(it begins with 89504e47\)/,
    (_, data) => {
      writeFileSync(join(data, 'train-images-idx3-ubyte'), Buffer.from('89504e470d0a1a0a', 'hex'));
      return { args: ['train', 'mnist-mlp', '--data-dir', data] };
    },
  ],
  [
    'a batch smaller than the workers',
    /--batch-size 3 is smaller than --workers 4.*Raise --batch-size/,
    (_, data) => ({
      args: ['train', 'mnist-mlp', '--batch-size', '3', '--workers', '4', '--data-dir', data],
    }),
  ],
  [
    'a flag out of range',
    /'--epochs <n>' argument '0' is invalid\. It must be a whole number, at least 1/,
    () => ({ args: ['train', 'mnist-mlp', '--epochs', '0'] }),
  ],
  [
    'an unreachable coordinator',
    /no coordinator answers at 127\.0\.0\.1:1 within 0\.5 s\. Check the address/,
    () => ({ args: ['worker', '--coordinator', '127.0.0.1:1', '--join-deadline', '500'] }),
  ],
  [
    'a port in use',
    /cannot listen on 127\.0\.0\.1:\d+ .*Name another port with --port/s,
    async (_, data) => {
      const port = await takenPort();
      return {
        args: ['coordinator', 'mnist-mlp', '--workers', '1', '--port', `${port}`, '--data-dir', data],
      };
    },
  ],
];

async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

/** Holds the program to one clear line, a non-zero exit, and to leaving nothing behind. */
export async function expectRefused([, message, prepare]: (typeof CASES)[number]): Promise<void> {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 64, 32);
  const { args } = await prepare(folder, data);
  const runDir = join(folder, 'run');
  const begins = args[0] !== 'worker';
  const env = { LOCKSTEP_TOKEN: TOKEN };
  const { code, stderr } = await run(begins ? [...args, '--run-dir', runDir] : args, env);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(code).toBe(1);
  // A model that does not fit is found by the workers, when the run has begun and is recorded as failed.
  if (!message.source.startsWith('worker')) expect(existsSync(runDir)).toBe(false);
}
