import { describe, expect, test } from 'vitest';
import { type Manifest, manifestText, parseManifest, plan, refusal } from './manifest.ts';

const sha256 = (n: number) => String(n).padStart(64, '0');
const WRITER = 'abcdef01';
const file = (path: string, n: number) => ({ path, sha256: sha256(n), bytes: n });
const key = (path: string, n: number, writer = WRITER) => `files/${path}/${sha256(n)}-${writer}`;
const stored = (path: string, n: number, writer = '00000000') => ({
  key: key(path, n, writer),
  sha256: sha256(n),
  bytes: n,
});
const NOTHING = { files: {}, keys: new Set<string>() };

describe('plan', () => {
  test('everything is sent to an empty place', () => {
    const { uploads, files, removals } = plan([file('job.cjs', 1), file('history.csv', 2)], NOTHING, WRITER);
    expect(uploads.map(({ key }) => key)).toEqual([key('job.cjs', 1), key('history.csv', 2)]);
    expect(Object.keys(files)).toEqual(['job.cjs', 'history.csv']);
    expect(removals).toEqual([]);
  });

  test('what is there stays, what has changed is sent, what no file has any more is removed', () => {
    const files = { 'job.cjs': stored('job.cjs', 1), 'history.csv': stored('history.csv', 2) };
    const keys = new Set(Object.values(files).map(({ key }) => key));
    const planned = plan([file('job.cjs', 1), file('history.csv', 3)], { files, keys }, WRITER);
    expect(planned.uploads.map(({ key }) => key)).toEqual([key('history.csv', 3)]);
    expect(planned.files['job.cjs']).toEqual(files['job.cjs']);
    expect(planned.removals).toEqual([files['history.csv'].key]);
  });

  test('an object that somebody has removed is sent again', () => {
    const files = { 'job.cjs': stored('job.cjs', 1) };
    const { uploads } = plan([file('job.cjs', 1)], { files, keys: new Set() }, WRITER);
    expect(uploads.map(({ key }) => key)).toEqual([key('job.cjs', 1)]);
  });

  test('what an attempt before has sent is not sent again', () => {
    const keys = new Set([key('job.cjs', 1)]);
    const { uploads, files } = plan([file('job.cjs', 1)], { files: {}, keys }, WRITER);
    expect(uploads).toEqual([]);
    expect(files['job.cjs']!.key).toBe(key('job.cjs', 1));
  });

  test('of checkpoints the newest is sent; older ones that are there stay until they are pruned here', () => {
    const old = stored('checkpoints/step-10.safetensors', 10);
    const gone = stored('checkpoints/step-5.safetensors', 5);
    const there = {
      files: { 'checkpoints/step-10.safetensors': old, 'checkpoints/step-5.safetensors': gone },
      keys: new Set([old.key, gone.key]),
    };
    const local = [10, 20, 100].map((step) => file(`checkpoints/step-${step}.safetensors`, step));
    const { uploads, files, removals } = plan(
      [...local, file('checkpoints/best.safetensors', 7)],
      there,
      WRITER,
    );
    expect(uploads.map(({ file }) => file.path)).toEqual([
      'checkpoints/step-100.safetensors',
      'checkpoints/best.safetensors',
    ]);
    expect(Object.keys(files)).toEqual([
      'checkpoints/step-10.safetensors',
      'checkpoints/step-100.safetensors',
      'checkpoints/best.safetensors',
    ]);
    expect(removals).toEqual([gone.key]);
  });

  test('files of one content share an object', () => {
    const local = [file('checkpoints/final.safetensors', 9), file('checkpoints/step-9.safetensors', 9)];
    const { uploads, files } = plan(local, NOTHING, WRITER);
    expect(uploads).toHaveLength(1);
    expect(new Set(Object.values(files).map(({ key }) => key)).size).toBe(1);
  });

  test('objects that no mirror has written are never removed', () => {
    const keys = new Set(['files/holiday.jpg', 'files/a/0123-abc', key('old', 1)]);
    expect(plan([], { files: {}, keys }, WRITER).removals).toEqual([key('old', 1)]);
  });
});

const manifest = (change: Partial<Manifest> = {}): Manifest => ({
  format: 1,
  runId: 'run',
  holder: 'a',
  term: 2,
  taken: 0,
  files: { 'job.cjs': stored('job.cjs', 1) },
  ...change,
});

test.each([
  ['nothing is there', undefined, {}, undefined],
  ['its own', manifest(), {}, undefined],
  ['its own, of an earlier coordinator', manifest(), { term: 3 }, undefined],
  ['its own, of a later coordinator', manifest({ term: 3 }), {}, 'replaced'],
  ['of a copy, which took it from here', manifest({ holder: 'b' }), { known: true }, 'replaced'],
  ['of a copy, seen while it runs', manifest({ holder: 'b' }), { claimed: true }, 'replaced'],
  ['of a copy with a higher term here', manifest({ holder: 'b' }), { claimed: true, term: 9 }, 'replaced'],
  ['another run', manifest({ holder: 'b' }), {}, 'another run'],
  ['another run in a known place', manifest({ holder: 'b', runId: 'x' }), { known: true }, 'another run'],
  ['of one who never sent anything', manifest({ holder: 'b', files: {} }), {}, undefined],
  ['of one who began just now', manifest({ holder: 'b', files: {} }), { claimed: true }, 'replaced'],
] as const)('who may write it: %s', (_, found, change, expected) => {
  const writer = { runId: 'run', holder: 'a', term: 2, claimed: false, known: false, ...change };
  expect(refusal(writer, found)).toBe(expected);
});

test('a manifest is read as it was written; one that leads out of the run directory is none', () => {
  const { format, ...rest } = manifest();
  expect(parseManifest(manifestText(rest))).toEqual({ format, ...rest });
  for (const path of ['../x', '/etc/passwd', 'a/../../x', 'a//b', 'a\\..\\b', '', '.', 'a\0b'])
    expect(() => parseManifest(manifestText({ ...rest, files: { [path]: stored('x', 1) } }))).toThrow();
  expect(() => parseManifest(manifestText({ ...rest, runId: '../x' }))).toThrow();
  expect(() => parseManifest('{}')).toThrow();
});
