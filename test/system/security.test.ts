import { describe, expect, test } from 'vitest';
import { run } from '../support/lockstep.ts';

const env = { LOCKSTEP_TOKEN: 'a-token-for-tests-0123456789' };

describe('beyond this machine, nothing goes in the clear unasked', () => {
  test.each<[what: string, args: string[], host: RegExp]>([
    ['a coordinator', ['coordinator', 'mnist-mlp', '--workers', '1', '--host', '0.0.0.0'], /0\.0\.0\.0/],
    [
      'a worker that others are to reach',
      ['worker', '--coordinator', '127.0.0.1:1', '--peer-host', '10.0.0.7'],
      /10\.0\.0\.7/,
    ],
    ['a worker of a coordinator elsewhere', ['worker', '--coordinator', 'elsewhere:7077'], /to and from/],
  ])('%s is refused with the hint', async (_, args, host) => {
    const { code, stderr } = await run(args, env);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/lockstep certs.*--tls <folder>.*--insecure/)]);
    expect(stderr).toMatch(host);
  });

  test('--insecure and --tls exclude each other', async () => {
    const args = ['worker', '--coordinator', 'elsewhere:7077', '--insecure', '--tls', 'certs'];
    const { code, stderr } = await run(args, env);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/cannot be used with option '--tls <folder>'/)]);
  });
});
