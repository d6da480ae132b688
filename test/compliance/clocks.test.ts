import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NOT_OURS = ['node_modules', 'dist', 'test', 'scripts', 'docs'];

/** What needs the date, and why. */
const DATES: Readonly<Record<string, string>> = {
  'client.ts': 'gRPC takes its deadlines as dates',
  'certs.ts': 'from when to when a certificate holds',
  'certificates.ts': 'from when to when a certificate holds',
  'rank.ts': 'from when to when a certificate holds',
  'protection.ts': 'whether a certificate still holds',
  'pack.ts': 'how long ago a file was left behind, by the date of the disk',
  'unused.ts': 'how long ago a file was used, by the date of the disk',
  'steady.ts': 'dates stand still while a step is traced',
  'nats.ts': 'how long ago the coordinator wrote, by its clock',
};

test('deadlines and durations are measured by a clock that nobody sets', () => {
  const folders = readdirSync(ROOT, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && !NOT_OURS.includes(entry.name),
  );
  const sources = folders.flatMap(({ name }) =>
    readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('node_modules'))
      .map((file) => join(name, file)),
  );
  expect(sources.length).toBeGreaterThan(100);
  const byDate = sources.filter((file) => /\bDate\.now\b/.test(readFileSync(join(ROOT, file), 'utf8')));
  const unexplained = byDate.filter((file) => !(file.split('/').at(-1)! in DATES));
  expect(unexplained, 'use steadyClock or performance.now, or say here why it is a date').toEqual([]);
});
