/** Holds a row of a table to the columns that it must have. */
import { LockstepError } from '../../base/errors.ts';
import { BadRow, type Row } from '../formats/rows.ts';
import { isMissing } from './cells.ts';

const HOW_TO_FILL =
  "Fill it in, leave the column out (inputs: [...] without it), or leave such rows out: onBadRow: 'skip'";
/** @throws BadRow where a cell is missing; LockstepError BAD_DATA where a column is */
export function expectCells({ at, cells }: Row, columns: readonly string[]): void {
  for (const name of columns) {
    if (!Object.hasOwn(cells, name)) {
      const there = Object.keys(cells).join(', ');
      throw new LockstepError('BAD_DATA', `${at} has no column ${JSON.stringify(name)}`, {
        hint: `Its columns are: ${there}`,
      });
    }
    const cell = cells[name];
    if (isMissing(cell)) {
      const said =
        typeof cell === 'string' && cell.trim() !== '' ? `says ${cell.trim()}, nothing` : 'is empty';
      throw new BadRow(`${at}: ${name} ${said}`, HOW_TO_FILL);
    }
    if (typeof cell === 'object' && !(cell instanceof Date)) {
      const kind = Array.isArray(cell) || ArrayBuffer.isView(cell) ? 'a list' : 'an object';
      throw new BadRow(
        `${at}: ${name} is ${kind}, not one number or word`,
        'Give each value a column of its own, or name the others that feed the model: inputs: [...]',
      );
    }
  }
}

/** @throws LockstepError BAD_DATA where the row has a column that is none of these */
export function expectNoOther({ at, cells }: Row, columns: readonly (string | undefined)[]): void {
  const other = Object.keys(cells).find((name) => !columns.includes(name));
  if (other === undefined) return;
  throw new LockstepError(
    'BAD_DATA',
    `${at} has a column ${JSON.stringify(other)}, which the first row lacks`,
    {
      hint: 'Give all rows the same columns, or name those that feed the model: inputs: [...]',
    },
  );
}
