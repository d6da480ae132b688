import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { LockstepError } from '../base/errors.ts';
import { authority, days, member } from '../test/support/certificates.ts';
import { readCertificates } from './certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-certificates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [own, foreign] = [authority(), authority()];
const good = member(join(folder, 'good'), own, 'worker');
let made = 0;
/** A folder that runs from so many days from now to so many. */
const timed = (from: number, to: number) =>
  member(join(folder, `member-${made++}`), own, 'worker', { term: days(from, to) });
/** A good folder with other things in some of its files. */
function altered(files: Record<string, string>): string {
  const path = join(folder, `member-${made++}`);
  cpSync(good, path, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

test('good certificates tell when they run out', () => {
  const earliest = days(0, 5).to.getTime();
  const { expires } = readCertificates(timed(-1, 5), 'worker', Date.now());
  // A certificate holds whole seconds.
  expect(expires.getTime()).toBeGreaterThan(earliest - 1_000);
  expect(expires.getTime()).toBeLessThanOrEqual(days(0, 5).to.getTime());
});

test('a coordinator may do what a worker may', () => {
  const path = member(join(folder, 'coordinator'), own, 'coordinator');
  for (const role of ['coordinator', 'worker'] as const) readCertificates(path, role, Date.now());
});

test('while one authority takes the place of another, both are trusted', () => {
  const path = altered({ 'ca.crt': foreign.certificate + own.certificate });
  expect(readCertificates(path, 'worker', Date.now()).context.cert).toBeDefined();
});

test.each<[what: string, message: RegExp, path: () => string]>([
  ['no folder', /nowhere: ca\.crt cannot be read \(ENOENT\).*lockstep certs/, () => join(folder, 'nowhere')],
  ['no PEM', /tls\.crt is not a PEM certificate/, () => altered({ 'tls.crt': 'nonsense' })],
  ['expired', /tls\.crt has expired on .*lockstep certs <folder> --member/, () => timed(-3, -1)],
  ['not valid yet', /tls\.crt is not valid before .*clock/, () => timed(1, 3)],
  [
    'another authority',
    /tls\.crt was not issued by the authority in ca\.crt.*one folder/,
    () => altered({ 'ca.crt': foreign.certificate }),
  ],
  [
    'the key of another',
    /tls\.key is not the key of tls\.crt.*one folder/,
    () => altered({ 'tls.key': foreign.key }),
  ],
  ['no key', /tls\.key is not a PEM private key/, () => altered({ 'tls.key': foreign.certificate })],
])('%s is refused with its hint', (_, message, path) => {
  let error: unknown;
  try {
    readCertificates(path(), 'worker', Date.now());
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ code: 'BAD_INPUT' });
  const said = (error as LockstepError).describe();
  expect(said).toMatch(message);
  expect(said).not.toContain('PRIVATE KEY-----');
});

test('a worker may not lead', () => {
  expect(() => readCertificates(good, 'coordinator', Date.now())).toThrow(
    /is for DNS:lockstep-worker, not DNS:lockstep-coordinator/,
  );
});
