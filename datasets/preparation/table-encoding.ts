/** Makes the rows of a table into numbers, as its columns were learned. */
import type { TableColumn, Target } from '../../api/prepared.ts';
import { BadRow, type Row } from '../formats/rows.ts';
import { nameOf, numberOf } from './cells.ts';
import { expectCells } from './row-cells.ts';

const UNSEEN = 'Correct it, or give the training split such rows';

/** Numbers that the columns of a table become. */
export function tableWidth(columns: readonly TableColumn[]): number {
  return columns.reduce((sum, column) => sum + (column.kind === 'number' ? 1 : column.categories.length), 0);
}

/** Writes a row's numbers at `offset` of `out`. @throws BadRow where a cell is none that was learned */
export function encodeRow(
  row: Row,
  columns: readonly TableColumn[],
  out: Float32Array,
  offset: number,
): void {
  expectCells(
    row,
    columns.map(({ name }) => name),
  );
  let at = offset;
  for (const column of columns) {
    const cell = row.cells[column.name];
    if (column.kind === 'number') {
      const number = numberOf(cell);
      if (number === undefined) throw new BadRow(`${row.at}: ${column.name} ${nameOf(cell)} is not a number`);
      out[at] = (number - column.mean) * column.factor;
      if (!Number.isFinite(out[at]!)) {
        throw new BadRow(`${row.at}: ${column.name} ${number} is too large for float32`, 'Use smaller units');
      }
      at++;
      continue;
    }
    const index = column.categories.indexOf(nameOf(cell));
    if (index < 0) {
      const known = column.categories.slice(0, 8).join(', ');
      throw new BadRow(
        `${row.at}: ${column.name} ${nameOf(cell)} is in no training row (there are ${known})`,
        UNSEEN,
      );
    }
    out.fill(0, at, at + column.categories.length);
    out[at + index] = 1;
    at += column.categories.length;
  }
}

/** The numbers of a row's target: the number of its class, or the numbers themselves. */
export function targetOf(row: Row, target: Target): number[] {
  if (target.kind === 'numbers') {
    expectCells(row, target.names);
    return target.names.map((name) => {
      const number = numberOf(row.cells[name]);
      if (number === undefined)
        throw new BadRow(`${row.at}: ${name} ${nameOf(row.cells[name])} is not a number`);
      return number;
    });
  }
  expectCells(row, [target.name]);
  const name = nameOf(row.cells[target.name]);
  const index = target.classes.indexOf(name);
  if (index >= 0) return [index];
  throw new BadRow(
    `${row.at}: ${target.name} ${name} is in no training row, so no model can learn it`,
    UNSEEN,
  );
}
