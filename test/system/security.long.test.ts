import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeDigits } from '../support/digits.ts';
import { MAIN, run, start, temporaryFolder } from '../support/lockstep.ts';

describe('lockstep certs', () => {
  test('makes what the commands it prints need, keys for nobody else, and overwrites nothing', async () => {
    const folder = join(temporaryFolder(), 'certs');
    const { code, stdout } = await run(['certs', folder, '--host', 'node-1', '10.0.0.1']);
    expect(code).toBe(0);
    for (const role of ['coordinator', 'worker']) {
      expect(stdout).toContain(`--tls ${join(folder, role)} --token-file ${join(folder, role, 'token')}`);
      expect(readdirSync(join(folder, role)).sort()).toEqual(['ca.crt', 'tls.crt', 'tls.key', 'token']);
      for (const secret of ['tls.key', 'token']) {
        expect(statSync(join(folder, role, secret)).mode & 0o777).toBe(0o600);
      }
    }
    expect(statSync(join(folder, 'ca/ca.key')).mode & 0o777).toBe(0o600);
    const again = await run(['certs', folder]);
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringMatching(/nothing is overwritten.*--member/),
    ]);
    const member = await run(['certs', folder, '--member', 'worker-2']);
    expect(member.stdout).toContain(`--tls ${join(folder, 'worker-2')}`);
    const same = await run(['certs', folder, '--member', 'worker-2']);
    expect([same.code, same.stderr]).toEqual([1, expect.stringMatching(/worker-2 is there already/)]);
  });
});

// Arguments are read where Linux shows them.
test.skipIf(process.platform !== 'linux')(
  'secrets stand in no file of a run, no log and no argument (needs Linux)',
  async () => {
    const folder = temporaryFolder();
    const certs = join(folder, 'certs');
    execFileSync(process.execPath, [MAIN, 'certs', certs]);
    const secrets = [
      readFileSync(join(certs, 'worker/token'), 'utf8').trim(),
      ...['coordinator', 'worker'].map((role) => {
        // The body of the key, which a log could hold without its frame.
        return readFileSync(join(certs, role, 'tls.key'), 'utf8').split('\n')[1]!;
      }),
    ];
    const runDir = join(folder, 'run');
    const flags = (role: string) => {
      return ['--tls', join(certs, role), '--token-file', join(certs, role, 'token')];
    };
    const data = writeDigits(join(folder, 'data'), 256, 64);
    const coordinator = start([
      ...[
        'coordinator',
        'mnist-mlp',
        '--epochs',
        '1',
        '--workers',
        '2',
        '--port',
        '0',
        '--metrics-port',
        '0',
      ],
      ...['--data-dir', data, '--run-dir', runDir, ...flags('coordinator')],
    ]);
    const [, port] = await coordinator.prints(/"port":(\d+)/);
    const another = () => start(['worker', '--coordinator', `127.0.0.1:${port}`, ...flags('worker')]);
    const worker = another();
    await coordinator.prints(/worker_ready/);
    // They wait for the second worker, and live.
    const commandLines = [coordinator, worker].map(({ child }) =>
      readFileSync(`/proc/${child.pid}/cmdline`, 'utf8'),
    );
    for (const line of commandLines) expect(line).toContain('--token-file');
    const outputs = await Promise.all(
      [another(), worker, coordinator].map(async ({ finished }) => {
        const { code, stdout, stderr } = await finished;
        expect(code, stdout + stderr).toBe(0);
        return stdout + stderr;
      }),
    );
    const files = readdirSync(runDir, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(files.length).toBeGreaterThan(5);
    for (const text of [...commandLines, ...outputs, ...files]) {
      for (const secret of secrets) expect(text.includes(secret)).toBe(false);
    }
  },
);
