import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

// Else a job cannot name them, and the reference is not written.
test('a job can import the options of every layer', () => {
  const files = [...textOf('index.ts').matchAll(/from '\.\/([\w-]+)\.ts'/g)].map(([, file]) => file!);
  expect(files).toContain('conv-lstm');
  for (const file of files) expect(textOf('../index.ts'), file).toContain(`from './layers/${file}.ts'`);
});
