import { describe, expect, onTestFinished, test } from 'vitest';
import { native } from '../../test/support/engines.ts';
import { openMesh } from '../../test/support/mesh.ts';
import fc from '../../test/support/properties.ts';
import type { Table } from '../transport/transport.ts';
import { compact, expand, markRows, packMarks, planOf, unpackMarks } from './zero-rows.ts';

describe.each([
  ['JavaScript', async () => markRows],
  ['native', nativeMarks],
])('%s', (_, make) => {
  test.skipIf(make === nativeMarks && !native)('a row of which any bit is set is not zero', async () => {
    const mark = await make();
    const values = [1, -0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** -149, -1e-38];
    for (const width of [1, 2, 7, 8, 9, 63, 64, 65, 130]) {
      for (const value of values) {
        for (let at = 0; at < width; at++) {
          // Not at the beginning of its memory, as the gradient of a second update.
          const numbers = new Float32Array(new SharedArrayBuffer(4 * (5 + 4 * width)), 8).fill(7, 0, 3);
          numbers[3 + width + at] = value;
          expect([...mark(numbers, { start: 3, count: 3, width })]).toEqual([0, 1, 0]);
        }
      }
    }
  });
});

test.each([1, 2, 3, 4, 7, 8, 255, 256, 4_095, 4_096, 70_000])(
  'a world of %i knows what any of its ranks has marked',
  (world) => {
    const counts = [1, 40, 13];
    const rows = counts.reduce((sum, count) => sum + count, 0);
    // Row 0 is marked by all, row 1 by the last alone, and the others by one rank each or by none.
    const marked = (rank: number, row: number) =>
      row === 0 || (row === 1 && rank === world - 1) || (row % 3 === 2 && rank === row % world);
    const marksOf = (rank: number) => {
      let row = 0;
      return counts.map((count) => Uint8Array.from({ length: count }, () => (marked(rank, row++) ? 1 : 0)));
    };
    const some = Math.min(world, 60);
    const sum = packMarks(marksOf(world - 1), world);
    const add = (packed: Float32Array, times = 1) => {
      for (let i = 0; i < sum.length; i++) sum[i]! += times * packed[i]!;
    };
    for (let rank = 0; rank < Math.min(some, world - 1); rank++) add(packMarks(marksOf(rank), world));
    // All other ranks have marked the first row alone.
    const rest = counts.map((count) => new Uint8Array(count));
    rest[0]![0] = 1;
    add(packMarks(rest, world), Math.max(0, world - 1 - some));
    const found = unpackMarks(sum, counts, world).flatMap((marks) => [...marks]);
    const ranks = [...Array(Math.min(some, world - 1)).keys(), world - 1];
    expect(found).toEqual(
      Array.from({ length: rows }, (_, row) => (ranks.some((rank) => marked(rank, row)) ? 1 : 0)),
    );
  },
);

test('what a peer that breaks the rules sends gives marks too', () => {
  const odd = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, -1, 1e30);
  const marks = unpackMarks(odd, [48], 2)[0]!;
  expect(marks).toHaveLength(48);
  expect(marks.every((mark) => mark === 0 || mark === 1)).toBe(true);
});

/** Of a rank whose links a native thread serves. */
async function nativeMarks(): Promise<typeof markRows> {
  const { endpoints, ranks } = await openMesh('tcp', 2, () => ({ native }));
  onTestFinished(async () => {
    await Promise.all([...ranks, ...endpoints].map((thing) => thing.close()));
  });
  return (numbers, table) => ranks[0]!.markRows!(numbers, table);
}

/** Tables with marks in a range, with other numbers around them. */
const layouts = fc
  .record({
    before: fc.integer({ min: 0, max: 9 }),
    tables: fc.array(
      fc.record({
        gap: fc.integer({ min: 0, max: 60 }),
        width: fc.constantFrom(1, 2, 5, 50, 64),
        marks: fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 1, maxLength: 30 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    after: fc.integer({ min: 0, max: 60 }),
  })
  .map(({ before, tables, after }) => {
    let end = before;
    const all = tables.map(({ gap, width, marks }) => {
      const start = end + gap;
      end = start + width * marks.length;
      return { table: { start, count: marks.length, width }, marks: Uint8Array.from(marks) };
    });
    return { range: { start: before, end: end + after }, all };
  });

test('what is left out is zero, all else is moved together and back', () => {
  fc.assert(
    fc.property(layouts, ({ range, all }) => {
      const numbers = Float32Array.from({ length: range.end + 5 }, (_, i) => i + 1);
      for (const { table, marks } of all) {
        for (const [row, mark] of marks.entries()) {
          const start = table.start + row * table.width;
          if (!mark) numbers.fill(0, start, start + table.width);
        }
      }
      const tables = all.map(({ table }) => table);
      const marks = all.map((one) => one.marks);
      const plan = planOf(range, tables, marks, 4, 0);
      if (!plan) return;
      const work = numbers.slice();
      const packed = compact(work, plan);
      const travelling = plan.spans.flatMap(({ start, end }) => [...numbers.subarray(start, end)]);
      expect([...work.subarray(packed.start, packed.end)]).toEqual(travelling);
      expect(packed.end - packed.start === 0 || packed.start >= range.start).toBe(true);
      expect(packed.end).toBeLessThanOrEqual(range.end);
      // As a sum does, it changes what has travelled.
      for (let i = packed.start; i < packed.end; i++) work[i]! *= 2;
      expand(work, plan, packed);
      const inRange = (i: number) => i >= range.start && i < range.end;
      expect(work).toEqual(numbers.map((value, i) => (inRange(i) ? 2 * value : value)));
    }),
  );
});

describe('rows are left out where that pays', () => {
  const table: Table = { start: 0, count: 1_000, width: 100 };
  const marked = (count: number) => Uint8Array.from({ length: 1_000 }, (_, row) => (row < count ? 1 : 0));
  const range = { start: 0, end: 200_000 };

  test('a table that is nearly whole travels whole', () => {
    expect(planOf(range, [table], [marked(801)], 4, 0)).toBeUndefined();
    expect(planOf(range, [table], [marked(800)], 4, 0)).toMatchObject({
      spans: [
        { start: 0, end: 80_000 },
        { start: 100_000, end: 200_000 },
      ],
      anchor: 1,
    });
  });

  test('as many bytes as ranks say', () => {
    const plan = (bytesEach: number) => planOf(range, [table], [marked(500)], bytesEach, 200_000);
    expect(plan(4)).toBeDefined();
    expect(plan(2)).toBeUndefined();
  });

  test('not where much would be moved to save little', () => {
    const middle = { ...table, start: 1_000_000 };
    const far = { start: 0, end: 2_100_000 };
    expect(planOf(far, [middle], [marked(0)], 4, 0)).toBeUndefined();
    expect(planOf({ ...far, end: 1_400_000 }, [middle], [marked(0)], 4, 0)).toBeDefined();
  });

  test('a range of which nothing is left', () => {
    const plan = planOf({ start: 0, end: 100_000 }, [table], [marked(0)], 4, 0)!;
    const numbers = new Float32Array(100_000);
    const packed = compact(numbers, plan);
    expect(packed.end).toBe(packed.start);
    expand(numbers, plan, packed);
    expect(numbers.every((value) => value === 0)).toBe(true);
  });
});
