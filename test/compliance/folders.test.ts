/** Folders are made by `base/folders.ts`, which says what a disk that refuses has against it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ROOMS = ['api', 'base', 'cli', 'collectives', 'coordinator', 'datasets', 'engine', 'net', 'worker'];

test('nothing else makes several folders at once', () => {
  const others = ROOMS.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => join(room, file)),
  ).filter((file) => /\bmkdir(Sync)?\([^;]*recursive: true/.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(others).toEqual(['base/folders.ts']);
});
