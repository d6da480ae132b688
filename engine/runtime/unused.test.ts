import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runtime } from '../../test/support/engines.ts';
import { addonPath } from './layout.ts';
import { markUsed, removeUnused } from './unused.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.now();
const cache = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
afterAll(() => rmSync(cache, { recursive: true }));

/** A file, or a folder with one, that was last used so many days ago. */
function made(path: string, days: number, isFolder = false): string {
  if (isFolder) {
    mkdirSync(path);
    writeFileSync(join(path, 'half'), '');
  } else writeFileSync(path, '');
  const seconds = (NOW - days * DAY_MS) / 1000;
  utimesSync(path, seconds, seconds);
  return path;
}

test('addons that no version has used for a month go, and half-made runtimes; all else stays', async () => {
  const folder = join(cache, '1.0-cpu');
  mkdirSync(folder);
  const addon = (name: string, digit: string) => join(folder, `${name}-${digit.repeat(16)}.node`);
  const current = made(addon('session', 'a'), 400);
  const gone = [
    made(addon('session', 'b'), 31),
    made(`${addon('shared', 'c')}.1-2-3.part`, 31),
    made(`${folder}.1-2-3.part`, 31, true),
  ];
  const stays = [
    made(addon('session', 'd'), 29),
    made(join(folder, 'tfjs_binding.node'), 400),
    made(join(folder, 'libtensorflow_cc.so.2'), 400),
    made(`${folder}.4-5-6.part`, 1, true),
    made(`${folder}0.1-2-3.part`, 400, true),
    made(`${folder}.turns`, 400, true),
  ];
  expect(new Set(await removeUnused(folder, [current], NOW))).toEqual(new Set(gone));
  expect(gone.filter((path) => existsSync(path))).toEqual([]);
  expect([current, ...stays].filter((path) => !existsSync(path))).toEqual([]);
});

test('what is used again is as new', async () => {
  const folder = join(cache, '2.0-cpu');
  mkdirSync(folder);
  const path = made(join(folder, `session-${'e'.repeat(16)}.node`), 40);
  markUsed([path, join(folder, 'none')], NOW);
  expect(statSync(path).mtimeMs).toBeCloseTo(NOW, -2);
  expect(await removeUnused(folder, [], NOW)).toEqual([]);
  expect(readdirSync(folder)).toHaveLength(1);
});

test.skipIf(!runtime)('an addon that a process has loaded stays (needs lockstep setup)', async () => {
  const folder = join(cache, '3.0-cpu');
  mkdirSync(folder);
  const path = join(folder, `samples-${'f'.repeat(16)}.node`);
  copyFileSync(addonPath(runtime!.folder, 'samples'), path);
  createRequire(import.meta.url)(path);
  expect(await removeUnused(folder, [], NOW + 400 * DAY_MS)).toEqual([]);
  expect(existsSync(path)).toBe(true);
});
