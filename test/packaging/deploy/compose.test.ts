import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readCertificates } from '../../../net/certificates.ts';
import { flagsOf } from '../../support/flags.ts';
import { MAIN, readJson, temporaryFolder } from '../../support/lockstep.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const { services, volumes } = parse(readFileSync(join(ROOT, 'deploy/compose.yaml'), 'utf8'), { merge: true });
const { version } = readJson(ROOT, 'package.json');

describe.each(Object.keys(services))('service %s', (name) => {
  const service = services[name];

  test('has no rights and no room that it does not need', () => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(service.security_opt).toContain('no-new-privileges:true');
    expect(service).toMatchObject({ mem_limit: expect.anything(), cpus: expect.anything() });
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('is of one version, healthy by its own word', () => {
    expect(service.image).toMatch(/:v?\d+\.\d+\.\d+(-\w+)?$/);
    const ours = service.image.startsWith('lockstep:');
    if (ours) expect(service.image).toBe(`lockstep:${version}-cpu`);
    else expect(service.healthcheck.test[0]).toBe('CMD');
  });

  test('mounts volumes that are declared', () => {
    for (const mount of service.volumes ?? []) {
      const [source, , mode] = mount.split(':');
      if (source.startsWith('./')) expect(mode).toBe('ro');
      else expect(Object.keys(volumes)).toContain(source);
    }
  });
});

test.each(['coordinator', 'worker'])('the flags of %s exist in the program', (name) => {
  const { command } = services[name];
  expect(command[0]).toBe(name);
  const used = command.filter((arg: string) => arg.startsWith('--')).map((arg: string) => arg.split('=')[0]);
  expect([...flagsOf(name)]).toEqual(expect.arrayContaining(used));
});

test('certificates are made once, where the members look for them', async () => {
  const { entrypoint, command, volumes: mounts } = services.certificates;
  const folder = join(temporaryFolder(), 'certificates');
  const [, target] = mounts[0].split(':');
  const bin = temporaryFolder();
  symlinkSync(MAIN, join(bin, 'lockstep'));
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const words = [...entrypoint.slice(1), command[0].replaceAll(target, folder)];
  const authority = [0, 1].map(() => {
    execFileSync(entrypoint[0], words, { env, stdio: 'ignore' });
    return readFileSync(join(folder, 'ca/ca.crt'), 'utf8');
  });
  expect(authority[0]).toBe(authority[1]);
  for (const role of ['coordinator', 'worker'] as const) {
    expect(services[role].volumes).toContain(`certificates:${target}:ro`);
    expect(services[role].depends_on.certificates ?? services[role].depends_on.coordinator).toBeDefined();
    const given = (flag: string) =>
      services[role].command
        .find((arg: string) => arg.startsWith(`--${flag}=`))
        .split('=')[1]
        .replace(target, folder);
    expect(readCertificates(given('tls'), role, Date.now()).expires).toBeInstanceOf(Date);
    expect(readFileSync(given('token-file'), 'utf8').trim()).toMatch(/^\w{32,}$/);
  }
});

test('the workers dial the port on which the coordinator listens', () => {
  const port = services.coordinator.command.find((arg: string) => arg.startsWith('--port='))?.split('=')[1];
  expect(services.worker.command).toContain(`--coordinator=coordinator:${port}`);
});
