/** The column that says what each sample counts for. */
import type { Feature } from '../../api/data.ts';
import type { Row } from '../formats/rows.ts';
import { nameOf, numberOf } from '../preparation/cells.ts';
import { BadRow, expectCells } from '../preparation/table.ts';
import { ColumnBuilder } from './builder.ts';

export const WEIGHT = 'sample_weight';

/** The features of a source that has such a column. */
export const WEIGHT_FEATURES: readonly Feature[] = [
  { name: WEIGHT, column: WEIGHT, shape: [], encoding: { kind: 'scale', scale: 1 } },
];

/** What is kept of the column; nothing where there is none. */
export function weightBuilders(column: string | undefined): ColumnBuilder<'float32'>[] {
  return column === undefined ? [] : [new ColumnBuilder(WEIGHT, 'float32', [])];
}

/** What a row counts for; 1 without such a column. @throws BadRow for what is no number of 0 and more */
export function weightOf(row: Row, column: string | undefined): number {
  if (column === undefined) return 1;
  expectCells(row, [column]);
  const weight = numberOf(row.cells[column]);
  if (weight !== undefined && weight >= 0) return weight;
  throw new BadRow(
    `${row.at}: ${column} ${nameOf(row.cells[column])} is no weight`,
    'Give numbers of 0 and more',
  );
}
