import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PROTOCOL_VERSION } from '../../proto/services.ts';
import { CoordinatorClient } from '../../worker/session/client.ts';
import { writeDigits } from '../support/digits.ts';
import { run, start, temporaryFolder } from '../support/lockstep.ts';
import { CASES, expectRefused, TOKEN } from './bad-input-cases.ts';

const SET = `import { defineJob, mnist, settings } from 'lockstep';
const { units } = settings({ units: 4 });
export default defineJob({
  name: 'set',
  data: mnist({ flatten: true }),
  model: (tf) => tf.sequential({ layers: [
    tf.layers.dense({ units, inputShape: [784] }), tf.layers.dense({ units: 10, activation: 'softmax' })] }),
  optimizer: (tf) => tf.train.sgd(0.1),
  loss: 'categoricalCrossentropy', batchSize: 32, epochs: 1,
});`;

test.each(CASES)('%s is refused in one clear line, and leaves nothing behind', (...one) =>
  expectRefused(one),
);

describe('a coordinator refuses', () => {
  async function coordinator(): Promise<string> {
    const folder = temporaryFolder();
    const data = writeDigits(join(folder, 'data'), 64, 32);
    const args = ['coordinator', 'mnist-mlp', '--workers', '1', '--port', '0', '--data-dir', data];
    const { prints } = start([...args, '--run-dir', join(folder, 'run')], { env: { LOCKSTEP_TOKEN: TOKEN } });
    const [, port] = await prints(/"port":(\d+)/);
    return `127.0.0.1:${port}`;
  }

  test('another protocol version, naming both', async () => {
    const client = new CoordinatorClient(await coordinator(), TOKEN);
    onTestFinished(() => client.close());
    const request = { protocolVersion: PROTOCOL_VERSION + 1, workerId: 'w', softwareVersion: '9', host: 'h' };
    await expect(client.register(request, 5_000)).rejects.toMatchObject({
      code: 'PROTOCOL_MISMATCH',
      message: expect.stringContaining(
        `worker w speaks protocol ${PROTOCOL_VERSION + 1}, the coordinator ${PROTOCOL_VERSION}`,
      ),
    });
  });

  test('another job, naming both', async () => {
    const args = ['worker', '--coordinator', await coordinator(), '--job', 'mnist-cnn'];
    const { code, stderr } = await run(args, { LOCKSTEP_TOKEN: TOKEN });
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/takes part only in job \w+, the coordinator runs mnist-mlp \w+/),
    ]);
  });

  test('another value of a setting, and takes the same one', async () => {
    const folder = temporaryFolder();
    const job = join(folder, 'job.ts');
    writeFileSync(job, SET);
    const env = { LOCKSTEP_TOKEN: TOKEN };
    const data = ['--data-dir', writeDigits(join(folder, 'data'), 64, 32)];
    const flags = ['--workers', '1', '--port', '0', '--run-dir', join(folder, 'run'), '--set', 'units=5'];
    const { prints, finished } = start(['coordinator', job, ...flags, ...data], { env });
    const [, port] = await prints(/"port":(\d+)/);
    const worker = (units: string) =>
      run(['worker', '--coordinator', `127.0.0.1:${port}`, '--job', job, '--set', `units=${units}`], env);
    const other = await worker('6');
    expect([other.code, other.stderr]).toEqual([
      1,
      expect.stringMatching(/the same job file, the same --set/),
    ]);
    const same = await worker('5');
    expect(same.code, same.stdout + same.stderr).toBe(0);
    expect((await finished).code).toBe(0);
  });

  test('another token, without saying which', async () => {
    const args = ['worker', '--coordinator', await coordinator()];
    const { code, stderr } = await run(args, { LOCKSTEP_TOKEN: 'some-other-token-987654321' });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/the join token is missing or wrong/)]);
    expect(stderr).not.toContain(TOKEN);
  });
});
