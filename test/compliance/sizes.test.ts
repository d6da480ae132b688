import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MOST_LINES = 300;
const FOLDERS = [
  ...['api', 'base', 'cli', 'collectives', 'coordinator', 'datasets', 'engine', 'jobs', 'native', 'net'],
  ...['page', 'proto', 'scripts', 'test', 'worker'],
];

/** Files that may have more lines, each with its reason. */
const LONGER: Readonly<Record<string, string>> = {
  'proto/gen/lockstep.js': 'generated from the .proto files',
  'proto/gen/lockstep.d.ts': 'generated from the .proto files',
  'proto/lockstep/v1/control.proto': 'one contract, which is read as a whole',
};

test('a source file has at most 300 lines', () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|mjs|js|py|h|cc|css|html|proto)$/.test(file) && !file.includes('node_modules'))
      .map((file) => join(folder, file)),
  ).filter((file) => !(file in LONGER));
  expect(files.length).toBeGreaterThan(900);
  const linesOf = (file: string) => readFileSync(join(ROOT, file), 'latin1').split('\n').length - 1;
  const long = files.filter((file) => linesOf(file) > MOST_LINES);
  expect(long, 'cut them where a reader would: one thing a file').toEqual([]);
});
