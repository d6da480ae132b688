import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeDigits } from '../support/digits.ts';
import { MAIN, readJson, start, temporaryFolder } from '../support/lockstep.ts';
import { mayMakeNamespaces, NetworkHosts } from '../support/network-hosts.ts';

/** Flags of coordinator and workers. */
type Protection = (folder: string) => Record<'coordinator' | 'worker', string[]>;

/** With what each worker must say of how it sums. */
const PROTECTIONS: [name: string, said: string, protection: Protection][] = [
  [
    'in the clear',
    'TCP with the native exchange',
    () => ({ coordinator: ['--insecure'], worker: ['--insecure'] }),
  ],
  [
    'with TLS',
    'TLS with the native exchange',
    (folder) => {
      execFileSync(process.execPath, [MAIN, 'certs', join(folder, 'certs')]);
      const flags = (role: string) => ['--tls', join(folder, 'certs', role)];
      return { coordinator: flags('coordinator'), worker: flags('worker') };
    },
  ],
  [
    'with TLS, gradients over gRPC',
    '',
    (folder) => {
      const flags = PROTECTIONS[1]![2](folder);
      return { ...flags, coordinator: [...flags.coordinator, '--transport', 'grpc'] };
    },
  ],
];

test.skipIf(!mayMakeNamespaces()).each(PROTECTIONS)(
  'coordinator and workers on two hosts, %s (needs network namespaces)',
  async (_, said, protection) => {
    const folder = temporaryFolder();
    const data = writeDigits(join(folder, 'data'), 512, 100);
    using hosts = new NetworkHosts();
    const env = { LOCKSTEP_TOKEN: 'a-token-for-tests-0123456789' };
    const at = (host: number, ...args: string[]) => start(args, { env, via: hosts.all[host]!.via });
    const runDir = join(folder, 'run');
    const flags = protection(folder);
    const coordinator = at(
      0,
      ...[
        'coordinator',
        'mnist-mlp',
        '--workers',
        '2',
        '--epochs',
        '2',
        '--host',
        '0.0.0.0',
        '--port',
        '7077',
      ],
      ...['--data-dir', data, '--run-dir', runDir, ...flags.coordinator],
    );
    await coordinator.prints(/waiting for workers/);
    const workers = hosts.all.map(({ address }, host) =>
      at(host, 'worker', '--coordinator', '10.213.7.1:7077', '--peer-host', address, ...flags.worker),
    );
    for (const member of [...workers, coordinator]) {
      const { code, stdout, stderr } = await member.finished;
      expect(code, stdout + stderr).toBe(0);
      if (member !== coordinator) expect(stdout + stderr).toContain(said);
    }
    expect(readJson(runDir, 'summary.json')).toMatchObject({ workers: 2, epochs: 2, steps: 8 });
  },
);
