import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LockstepError } from '../../base/errors.ts';
import { makeFolderSync } from '../../base/folders.ts';
import { FILES, ROLES, type Role } from '../../net/certificates.ts';
import { Terminal } from '../terminal/terminal.ts';
import { type Issued, issue, makeAuthority, type Term } from './authority.ts';

export interface CertsFlags {
  host: string[];
  days: number;
  member?: string;
  role: Role;
}

const DAY_MS = 24 * 3600 * 1000;
const AUTHORITY_DAYS = 3650;
/** Members whose clocks are behind must take a new certificate too. */
const BACKDATED_MS = 3600 * 1000;
const CA_KEY = 'ca.key';
const TOKEN = 'token';

/**
 * `lockstep certs`: everything that a cluster needs to tell its members from strangers; with `--member`, one more
 * certificate of the authority that is there. Nothing is ever overwritten.
 * @throws LockstepError BAD_INPUT | STORAGE
 */
export function makeCertificates(folder: string, flags: CertsFlags, now = Date.now()): void {
  const authority = join(folder, 'ca');
  if (flags.member !== undefined) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(flags.member)) {
      throw new LockstepError('BAD_INPUT', `--member ${flags.member} cannot be the name of a folder`);
    }
    const issuer = readAuthority(authority);
    const token = readFileSync(join(authority, TOKEN), 'utf8');
    writeMember(join(folder, flags.member), flags.role, issuer, token, flags, now);
    explain([howToStart(flags.role, join(folder, flags.member))]);
    return;
  }
  if (existsSync(authority)) {
    throw new LockstepError('BAD_INPUT', `${authority} is there already, and nothing is overwritten`, {
      hint: `Issue another certificate with: lockstep certs ${folder} --member <name> [--role coordinator]`,
    });
  }
  const issuer = makeAuthority(term(now, AUTHORITY_DAYS));
  const token = `${randomBytes(32).toString('hex')}\n`;
  writeFiles(authority, { [FILES.ca]: issuer.certificate }, { [CA_KEY]: issuer.key, [TOKEN]: token });
  for (const role of Object.keys(ROLES) as Role[]) {
    writeMember(join(folder, role), role, issuer, token, flags, now);
  }
  explain([
    `${folder}/ca           the authority: keep it off the cluster, whoever has its key can join`,
    `${folder}/coordinator  for the machine of the coordinator`,
    `${folder}/worker       for every machine of a worker, the same on each`,
    `The certificates are good for ${flags.days} days. Copy each folder to its machine, then:`,
    '',
    howToStart('coordinator', join(folder, 'coordinator')),
    howToStart('worker', join(folder, 'worker')),
  ]);
}

function term(now: number, days: number): Term {
  return { from: new Date(now - BACKDATED_MS), to: new Date(now + days * DAY_MS) };
}

function writeMember(
  folder: string,
  role: Role,
  authority: Issued,
  token: string,
  { host, days }: CertsFlags,
  now: number,
): void {
  const { certificate, key } = issue(authority, role, host, term(now, days));
  const open = { [FILES.ca]: authority.certificate, [FILES.certificate]: certificate };
  writeFiles(folder, open, { [FILES.key]: key, [TOKEN]: token });
}

function readAuthority(folder: string): Issued {
  try {
    const [certificate, key] = [FILES.ca, CA_KEY].map((name) => readFileSync(join(folder, name), 'utf8'));
    return { certificate: certificate!, key: key! };
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `there is no authority in ${folder}`, {
      hint: 'Name the folder that `lockstep certs <folder>` made, on the machine where its ca/ is kept',
      cause,
    });
  }
}

/** @throws LockstepError BAD_INPUT where the folder is there already, STORAGE where it cannot be written */
function writeFiles(
  folder: string,
  open: Readonly<Record<string, string>>,
  secret: Readonly<Record<string, string>>,
): void {
  if (existsSync(folder)) {
    throw new LockstepError('BAD_INPUT', `${folder} is there already, and nothing is overwritten`, {
      hint: 'Choose another name, or move it away',
    });
  }
  try {
    makeFolderSync(folder, { mode: 0o700 });
    for (const [name, content] of Object.entries(open)) write(join(folder, name), content, 0o644);
    for (const [name, content] of Object.entries(secret)) write(join(folder, name), content, 0o600);
  } catch (cause) {
    throw new LockstepError('STORAGE', `cannot write ${folder}: ${(cause as Error).message}`, { cause });
  }
}

function write(path: string, content: string, mode: number): void {
  writeFileSync(path, content, { flag: 'wx', mode });
}

function howToStart(role: Role, folder: string): string {
  const secrets = `--tls ${folder} --token-file ${join(folder, TOKEN)}`;
  return role === 'coordinator'
    ? `  lockstep coordinator <job> --workers <n> --host 0.0.0.0 ${secrets}`
    : `  lockstep worker --coordinator <host>:7077 ${secrets}`;
}

function explain(lines: readonly string[]): void {
  const terminal = new Terminal();
  for (const line of lines) terminal.print(line);
}
