/** A place in the user's files, from the job's bundle as it travels; and one in ours, from the joined program. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { bundleJob } from '../api/bundle.ts';
import { loadJob } from '../api/load.ts';
import { withSettings } from '../api/settings.ts';
import { LockstepError } from './errors.ts';
import { compileScript, isOfScript, reasonOf, withoutMap, writtenStack } from './script.ts';
import { failure, toError } from './thread-calls.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-script-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): string {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
  return join(folder, path);
}

function thrown(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

const RATE = `import { refuse } from 'strict';
// A comment and types, which are in no bundle.
interface Given { readonly value: number }
export const rate = (given?: Given) => given!.value;
export const refused = () => refuse();
`;
write('node_modules/strict/index.js', `exports.refuse = () => { throw new Error('I refuse.'); };\n`);
write('node_modules/strict/package.json', '{ "name": "strict", "main": "index.js" }');
write('parts/rate.ts', RATE);
const job = write(
  'job.ts',
  `import { rate, refused } from './parts/rate.ts';\nexport default { rate, refused };\n`,
);

async function bundled() {
  const { source } = await bundleJob(job);
  const module = { exports: {} as { default: { rate(): void; refused(): void } } };
  compileScript(source, ['module', 'exports'])(module, module.exports);
  return { source, ...module.exports.default };
}

test('an error names the line of the user’s own file, in the folder of the job', async () => {
  const { rate } = await bundled();
  const error = thrown(rate);
  expect(isOfScript(error)).toBe(true);
  expect(reasonOf(error)).toBe(`Cannot read properties of undefined (reading 'value') (parts/rate.ts:4:47)`);
  expect(writtenStack(error.stack!)).toMatch(/at rate \(parts\/rate\.ts:4:47\)/);
});

test('where a package throws, the line that called it is named', async () => {
  const { refused } = await bundled();
  expect(reasonOf(thrown(refused))).toBe('I refuse (parts/rate.ts:5:30)');
});

test('an error of other code stays as it is', () => {
  const error = new Error('other');
  expect(isOfScript(error)).toBe(false);
  expect(reasonOf(error)).toBe('other');
  expect(reasonOf('no error at all')).toBe('no error at all');
});

test('a script without a source map still runs and fails as its own words say', () => {
  const error = thrown(compileScript('throw new Error("bare")', []) as () => void);
  expect(isOfScript(error)).toBe(true);
  expect(reasonOf(error)).toBe('bare');
});

test('settings before the script move no line, and an error of ours keeps its code and hint', async () => {
  const wrong = write(
    'wrong.js',
    `import { defineJob } from 'lockstep';\n\nexport default defineJob({ name: 7 });\n`,
  );
  const { source } = await bundleJob(wrong);
  const error = thrown(() => loadJob(withSettings(source, { rate: '1' })));
  expect(error).toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(/\(wrong\.js:3:16\)$/) });
});

test('a comment more changes the source map alone', async () => {
  const before = (await bundled()).source;
  write('parts/rate.ts', `// One more.\n${RATE}`);
  const after = (await bundled()).source;
  write('parts/rate.ts', RATE);
  expect(after).not.toBe(before);
  expect(withoutMap(after)).toBe(withoutMap(before));
  expect(withoutMap(before)).toContain('given.value');
});

test('the stack of our own program names our own files, also from another thread', async () => {
  const written = 'type A = 1;\nexport const fail = () => {\n  throw new Error("defect");\n};\n';
  const options = { sourcefile: '../../worker/session/session.ts', loader: 'ts', sourcemap: true } as const;
  const { code, map } = await transform(written, { ...options, minify: true, format: 'esm' });
  const file = write('dist/program/chunk-A1.js', code);
  write('dist/program/chunk-A1.js.map', map);
  const { fail } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { fail(): void };
  const error = thrown(fail);
  error.stack = error.stack!.replaceAll(`(${file}`, `(${pathToFileURL(file).href}`);
  expect(writtenStack(error.stack!)).toMatch(/\(worker\/session\/session\.ts:3:9\)/);
  const answer = failure(error, 'INTERNAL') as Extract<ReturnType<typeof failure>, { type: 'failed' }>;
  const told = toError(structuredClone(answer));
  expect(told).toBeInstanceOf(LockstepError);
  expect(told).toMatchObject({ code: 'INTERNAL', message: 'defect' });
  expect(told.stack).toMatch(/worker\/session\/session\.ts:3:9/);
  rmSync(`${file}.map`);
  expect(writtenStack(error.stack!)).toBe(error.stack);
});
