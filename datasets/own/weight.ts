/** The column that says what each sample counts for. */
import type { Feature } from '../../api/data.ts';
import { BadRow, type Row } from '../formats/rows.ts';
import { nameOf, numberOf } from '../preparation/cells.ts';
import { expectCells } from '../preparation/row-cells.ts';
import type { ColumnInfo } from '../records.ts';

export const WEIGHT = 'sample_weight';

/** The features of a source that has such a column. */
export const WEIGHT_FEATURES: readonly Feature[] = [
  { name: WEIGHT, column: WEIGHT, shape: [], encoding: { kind: 'scale', scale: 1 } },
];

/** What is kept of the column; nothing where there is none. */
export function weightColumns(column: string | undefined): ColumnInfo[] {
  return column === undefined ? [] : [{ name: WEIGHT, type: 'float32', shape: [] }];
}

/** What a row counts for, as that column has it. @throws BadRow for what is no number of 0 and more */
export function weightValues(row: Row, column: string | undefined): Float32Array[] {
  if (column === undefined) return [];
  expectCells(row, [column]);
  const weight = numberOf(row.cells[column]);
  if (weight !== undefined && weight >= 0) return [Float32Array.of(weight)];
  throw new BadRow(
    `${row.at}: ${column} ${nameOf(row.cells[column])} is no weight`,
    'Give numbers of 0 and more',
  );
}
