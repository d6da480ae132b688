import { Readable } from 'node:stream';
import { type ColumnChunk, parquetMetadata, type RowGroup } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { parquetRows, windowOf } from './parquet.ts';

const ROWS = 300_000;

test.each([false, true])(
  'a large row group is read window by window, with an index of its pages: %s',
  async (index) => {
    const data = Float64Array.from({ length: ROWS }, (_, i) => i / 3);
    const columnData = ['a', 'b'].map((name) => ({ name, data, offsetIndex: index }));
    const options = { columnData, rowGroupSize: ROWS, codec: 'UNCOMPRESSED' } as never;
    const content = Buffer.from(parquetWriteBuffer(options));
    let asked = 0;
    const file = {
      name: 't.parquet',
      bytes: content.byteLength,
      version: '1',
      open: (_: unknown, { start = 0, end = content.byteLength } = {}) => {
        asked = Math.max(asked, end - start);
        return Readable.from([content.subarray(start, end)]);
      },
    };
    let row = 0;
    let wrong = 0;
    for await (const { at, cells } of parquetRows(file)()) {
      if (at !== `t.parquet row ${row + 1}` || cells.a !== data[row] || cells.b !== data[row]) wrong++;
      row++;
    }
    expect([row, wrong]).toEqual([ROWS, 0]);
    // A column has 2.4 MB, and a window half of them, in whole pages of a megabyte.
    expect(asked > 2.3e6, `asked for ${asked} bytes at once`).toBe(!index);
  },
);

test('what is held of a row group: packed columns without an index, and columns of lists unpacked', () => {
  const column = (path: string[], index?: bigint): ColumnChunk =>
    ({
      ...{ file_offset: 0n, offset_index_offset: index },
      meta_data: {
        path_in_schema: path,
        total_compressed_size: 10_000_000n,
        total_uncompressed_size: 40_000_000n,
      },
    }) as never;
  const group = (columns: ColumnChunk[], rows = 1_000) =>
    ({ columns, num_rows: BigInt(rows), total_byte_size: 80_000_000n }) as RowGroup;
  const flat = windowOf(group([column(['a']), column(['b'])]));
  expect(flat).toEqual({ rows: 50, heldBytes: 20_000_000, hasIndex: false });
  const indexed = windowOf(group([column(['a'], 8n), column(['l', 'list', 'element'], 8n)]));
  expect(indexed).toEqual({ rows: 50, heldBytes: 40_000_000, hasIndex: true });
  expect(windowOf(group([column(['a'], 8n), column(['b'])])).hasIndex).toBe(false);
  expect(windowOf(group([column(['a'])], 3)).rows).toBe(1);
  // What is not read is not held.
  const unread = windowOf(group([column(['a']), column(['l', 'list', 'element'])]), new Set(['a']));
  expect(unread).toEqual({ rows: 100, heldBytes: 10_000_000, hasIndex: false });
});

/** A column of numbers, one of lists, one of objects, and the target. */
function nested(): Buffer {
  const leaf = { type: 'INT32', repetition_type: 'OPTIONAL' };
  const schema = [
    { name: 'root', num_children: 4 },
    { ...leaf, name: 'a' },
    { name: 'tags', repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { ...leaf, name: 'element' },
    { name: 'point', repetition_type: 'OPTIONAL', num_children: 1 },
    { ...leaf, name: 'u' },
    { ...leaf, name: 'y' },
  ];
  const columnData = [
    { name: 'a', data: [1, 2] },
    { name: 'tags', data: [[1, 2], [3]] },
    { name: 'point', data: [{ u: 1 }, { u: 2 }] },
    { name: 'y', data: [0, 1] },
  ];
  return Buffer.from(parquetWriteBuffer({ columnData, schema } as never));
}

test.each([
  [undefined, { a: 1, tags: [1, 2], point: { u: 1 }, y: 0 }],
  [['a', 'point', 'y'], { a: 1, point: { u: 1 }, y: 0 }],
  [['a', 'y'], { a: 1, y: 0 }],
] as const)('of columns that are not used, lists and objects are not read: %j', async (used, first) => {
  const content = nested();
  // As when what nobody uses cannot be decoded.
  const { row_groups: groups } = parquetMetadata(new Uint8Array(content).buffer);
  for (const { meta_data: about } of groups[0]!.columns) {
    const name = about!.path_in_schema[0]!;
    if (Object.hasOwn(first, name)) continue;
    const start = Number(about!.data_page_offset);
    content.fill(0xff, start, start + Number(about!.total_compressed_size));
  }
  const open = (_: unknown, { start = 0, end = content.byteLength } = {}) =>
    Readable.from([content.subarray(start, end)]);
  const file = { name: 't.parquet', bytes: content.byteLength, version: '1', open };
  const rows = [];
  for await (const { cells } of parquetRows(file, used)()) rows.push(cells);
  expect([rows.length, rows[0]]).toEqual([2, first]);
});
