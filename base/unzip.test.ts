import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import yazl from 'yazl';
import { unzip } from './unzip.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-unzip-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function archive(members: Readonly<Record<string, Buffer>>): Promise<string> {
  const file = new yazl.ZipFile();
  for (const [name, content] of Object.entries(members)) file.addBuffer(content, name);
  file.end();
  const pieces: Buffer[] = [];
  for await (const piece of file.outputStream) pieces.push(piece as Buffer);
  const path = join(folder, 'archive.zip');
  writeFileSync(path, Buffer.concat(pieces));
  return path;
}

test('members come as they went, and those alone that are wanted', async () => {
  const path = await archive({ a: Buffer.from('one'), b: Buffer.alloc(100_000, 'two') });
  expect(await unzip(path)).toEqual(
    new Map([
      ['a', Buffer.from('one')],
      ['b', Buffer.alloc(100_000, 'two')],
    ]),
  );
  expect([...(await unzip(path, { wanted: ['a'] })).keys()]).toEqual(['a']);
});

test('members that are too large together are refused before one is unpacked', async () => {
  const members = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`${i}`, Buffer.alloc(1_000)]));
  const path = await archive(members);
  await expect(unzip(path, { mostBytes: 7_999 })).rejects.toMatchObject({
    code: 'BAD_DATA',
    message: expect.stringMatching(/unpacks to 8000 bytes, more than 7999/),
  });
  expect((await unzip(path, { mostBytes: 8_000 })).size).toBe(8);
});

test('an archive of too many members is refused', async () => {
  // The record at the end of an archive, which alone tells how many there are.
  const end = Buffer.from('504b0506'.padEnd(44, '0'), 'hex');
  end.writeUInt16LE(10_001, 8);
  end.writeUInt16LE(10_001, 10);
  const path = join(folder, 'many.zip');
  writeFileSync(path, end);
  await expect(unzip(path)).rejects.toMatchObject({
    code: 'BAD_DATA',
    message: expect.stringMatching(/has 10001 members/),
  });
});

test.each([
  ['fewer', 20_001],
  ['more', 19_999],
])('a member of %s bytes than it says is refused', async (_, says) => {
  const path = await archive({ a: Buffer.alloc(20_000, 'abc') });
  const bytes = readFileSync(path);
  // Its entry in the directory at the end, which yauzl goes by.
  bytes.writeUInt32LE(says, bytes.indexOf('504b0102', 'hex') + 24);
  writeFileSync(path, bytes);
  await expect(unzip(path)).rejects.toMatchObject({ code: 'BAD_DATA' });
});

test('a damaged member is refused', async () => {
  const path = await archive({ a: Buffer.from([...Array(5_000).keys()].map((i) => (i * i) % 251)) });
  const bytes = readFileSync(path);
  bytes.fill(0xff, 60, 90);
  writeFileSync(path, bytes);
  await expect(unzip(path)).rejects.toMatchObject({ code: 'BAD_DATA' });
});
