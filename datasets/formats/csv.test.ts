/** Rows of separated values: what is cut without the parser is what the parser alone would give. */
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { sfc32 } from '../../base/random.ts';
import { csvRows } from './csv.ts';
import { csvRecords } from './csv-records.ts';
import { memorySource } from './rows.ts';

interface Cut {
  readonly records?: readonly (readonly [line: number, cells: readonly string[]])[];
  readonly error?: string;
}

function byParser(content: Buffer, delimiter: string): Cut {
  const options = { delimiter, bom: true, info: true, relax_column_count: true, skip_empty_lines: true };
  try {
    const found = parse(content, { ...options, trim: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    return { records: found.map(({ record, info }) => [info.lines, record]) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

async function cut(pieces: readonly Buffer[], delimiter: string): Promise<Cut> {
  const records: [number, string[]][] = [];
  try {
    for await (const some of csvRecords('t.csv', Readable.from(pieces), delimiter))
      records.push(...some.map(({ line, cells }): [number, string[]] => [line, cells]));
    return { records };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

const below = (random: () => number, end: number) => Math.floor(random() * end);
const PARTS = ['a', 'b', ',', ',', '\t', ' ', 'é', '\u00a0', '\ufeff', '0.5', 'long cell'];

test.each(['\n', '\r\n', '\r'])('any table cut anywhere, lines ending with %j', async (newline) => {
  const random = sfc32(7, newline.length + newline.charCodeAt(0));
  for (let i = 0; i < 60; i++) {
    // Some have quotes, well placed or not, and a few another end of line.
    const parts = [...PARTS, newline, newline, newline];
    if (i % 3 === 1) parts.push('"x, y"', `"x${newline}y"`);
    if (i % 9 === 2) parts.push('"');
    const isMixed = i % 7 === 3;
    if (i % 7 === 3) parts.push('\n', '\r');
    const text = Array.from({ length: below(random, 60) }, () => parts[below(random, parts.length)]!).join(
      '',
    );
    const content = Buffer.from(text);
    const pieces: Buffer[] = [];
    for (let at = 0; at < content.length; ) {
      const next = at + 1 + below(random, 12);
      pieces.push(content.subarray(at, next));
      at = next;
    }
    for (const delimiter of [',', '\t']) {
      const [found, wanted] = [await cut(pieces, delimiter), byParser(content, delimiter)];
      const told = JSON.stringify(text);
      // The parser counts both bytes of an end of line that is not like the first one.
      if (isMixed)
        expect(
          found.records?.map(([, cells]) => cells),
          told,
        ).toEqual(wanted.records?.map(([, cells]) => cells));
      else expect(found, told).toEqual(wanted);
    }
  }
});

test('a quote far down leaves the numbers of lines as they are', async () => {
  const lines = Array.from({ length: 5_000 }, (_, i) => `${i},x`);
  lines[4_000] = '4000,"two\nlines"';
  const records = (await cut([Buffer.from(lines.join('\n'))], ',')).records!;
  expect(records.at(-1)).toEqual([5_001, ['4999', 'x']]);
  expect(records[4_000]).toEqual([4_002, ['4000', 'two\nlines']]);
});

test.each([
  ['plain', '1,'],
  ['quoted', '"1",'],
])('a line longer than 16 MiB, %s, is refused with its number before more of it is read', async (_, cell) => {
  const piece = Buffer.from(cell.repeat(2 ** 18));
  let read = 0;
  async function* pieces() {
    yield Buffer.from('a,b\n"1\n1",2\n');
    for (; read < 1_000; read++) yield piece;
  }
  const rows = csvRows({ name: 't.csv', open: () => Readable.from(pieces()) }, ',');
  const all = async () => {
    for await (const _ of rows());
  };
  await expect(all()).rejects.toThrow('t.csv line 4 is longer than 16777216 bytes');
  expect(read * piece.length).toBeLessThan(2 * 16 * 1024 ** 2);
});

test('two columns of one name among a hundred thousand are found', async () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `c${i}`);
  const rows = csvRows(memorySource('t.csv', Buffer.from(`${[...names, 'c99999'].join()}\n`)), ',');
  await expect(rows()[Symbol.asyncIterator]().next()).rejects.toThrow('two columns that are called "c99999"');
});

test('UTF-16 is told by its mark', async () => {
  const content = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('a,b\n1,2\n', 'utf16le')]);
  expect(await cut([content.subarray(0, 1), content.subarray(1)], ',')).toEqual(byParser(content, ','));
});

test('a column may have any name', async () => {
  const rows = csvRows(memorySource('t.csv', Buffer.from('__proto__,constructor\n1,2\n')), ',');
  const found = [];
  for await (const { cells } of rows()) found.push(Object.entries(cells));
  expect(found).toEqual([
    [
      ['__proto__', '1'],
      ['constructor', '2'],
    ],
  ]);
});
