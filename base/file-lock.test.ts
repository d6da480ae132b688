import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FileLock, withLock } from './file-lock.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A lock as a process leaves it that was killed: no process has this number. */
function left(folder: string, turn = 1): string {
  mkdirSync(join(folder, String(turn)), { recursive: true });
  writeFileSync(join(folder, String(turn), 'holder'), '4194304 1');
  return folder;
}

function taken(folder: string): FileLock {
  const attempt = FileLock.take(folder);
  if (!('lock' in attempt)) throw new Error(`process ${attempt.heldBy} has it`);
  return attempt.lock;
}

test('one has it at a time; a dead holder is followed, and so is one that gave it back', () => {
  const folder = left(join(temporaryFolder(), 'lock'));
  for (let i = 0; i < 3; i++) {
    const lock = taken(folder);
    expect(FileLock.take(folder)).toEqual({ heldBy: process.pid });
    lock.release();
  }
  expect(readdirSync(folder)).toHaveLength(1);
});

test('whoever releases twice does not release the one that follows', () => {
  const folder = join(temporaryFolder(), 'lock');
  const first = taken(folder);
  first.release();
  const second = taken(folder);
  first.release();
  expect(FileLock.take(folder)).toEqual({ heldBy: process.pid });
  second.release();
});

test('a folder that is no lock is refused, and nobody waits', () => {
  const folder = join(temporaryFolder(), 'lock');
  mkdirSync(join(folder, '7'), { recursive: true });
  expect(() => FileLock.take(folder)).toThrow(expect.objectContaining({ code: 'STORAGE' }));
});

test('works one after another', async () => {
  const folder = join(temporaryFolder(), 'lock');
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => withLock(folder, undefined, work)));
  const held = taken(folder);
  const stop = AbortSignal.abort(new Error('stopped'));
  await expect(withLock(folder, stop, work)).rejects.toThrow();
  held.release();
});

/** Takes, when told, every lock that is left in a folder, in order, and says which it got. */
const RACER = `
const { FileLock } = require(process.env.LOCK);
const { join } = require('node:path');
process.on('message', ({ folder, rounds, at }) => {
  const got = [];
  for (let i = 0; i < rounds; i++) {
    while (Date.now() < at + 4 * i);
    if ('lock' in FileLock.take(join(folder, String(i)))) got.push(i);
  }
  process.send(got);
});
process.send('ready');
`;

test('of processes that find a dead holder at the same moment, one takes its place', async () => {
  const { build } = await import('esbuild');
  const folder = temporaryFolder();
  const [LOCK, racer] = [join(folder, 'lock.cjs'), join(folder, 'racer.cjs')];
  const entry = new URL('./file-lock.ts', import.meta.url).pathname;
  await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', outfile: LOCK });
  writeFileSync(racer, RACER);
  const rounds = 100;
  const locks = join(folder, 'locks');
  for (let i = 0; i < rounds; i++) left(join(locks, String(i)), 3);
  const said = (child: ChildProcess) => new Promise((resolve) => child.once('message', resolve));
  const children = [1, 2, 3].map(() => fork(racer, { env: { ...process.env, LOCK }, execArgv: [] }));
  onTestFinished(() => {
    for (const child of children) child.kill();
  });
  await Promise.all(children.map(said));
  const at = Date.now() + 50;
  const got = await Promise.all(
    children.map((child) => {
      const answer = said(child) as Promise<number[]>;
      child.send({ folder: locks, rounds, at });
      return answer;
    }),
  );
  expect(got.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: rounds }, (_, i) => i));
});
