import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('properties are tried with the same inputs in every run: what fails, fails each time', () => {
  const folders = readdirSync(ROOT, { withFileTypes: true }).filter(
    ({ name }) => !name.startsWith('.') && !['node_modules', 'dist', 'runs'].includes(name),
  );
  const tests = folders.flatMap((folder) =>
    folder.isDirectory()
      ? readdirSync(join(ROOT, folder.name), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
          .map((file) => join(folder.name, file))
      : [],
  );
  expect(tests.length).toBeGreaterThan(150);
  const unseeded = tests.filter((file) =>
    /^import .* from 'fast-check'/m.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(unseeded, 'import fc from test/support/properties.ts').toEqual([]);
});
