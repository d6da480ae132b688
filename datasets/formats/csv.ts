import { CsvError } from 'csv-parse';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import { csvRecords } from './csv-records.ts';
import { BadRow, expectText, type Row, type Rows, type Source } from './rows.ts';

/**
 * The rows of a file of separated values (RFC 4180) whose first line names the columns. All cells are texts; a row
 * of too few or too many has a fault.
 * @throws LockstepError BAD_DATA that names the line, when it is read
 */
export function csvRows({ name, open }: Source, delimiter: string): Rows {
  return async function* (signal) {
    const file = open(signal);
    let names: readonly string[] | undefined;
    try {
      for await (const records of csvRecords(name, file, delimiter)) {
        for (const { cells, line } of records) {
          if (names) yield rowOf(names, cells, `${name} line ${line}`);
          else {
            expectSeparated(cells, name, delimiter);
            names = differentNames(cells, name);
          }
        }
      }
    } catch (error) {
      if (!(error instanceof CsvError)) throw asLockstepError(error, 'BAD_DATA');
      throw new LockstepError('BAD_DATA', `${name}: ${error.message}`, {
        hint: 'Correct that line, or name the delimiter of the file',
        cause: error,
      });
    } finally {
      file.destroy();
    }
  };
}

/** Inherits no `__proto__`, so that a column may have any name. */
class Cells {
  [name: string]: string | undefined;
}
Object.setPrototypeOf(Cells.prototype, null);

function rowOf(names: readonly string[], record: readonly string[], at: string): Row {
  for (const cell of record) expectText(cell, at);
  const cells = new Cells();
  for (let i = 0; i < names.length; i++) cells[names[i]!] = record[i];
  if (record.length === names.length) return { at, cells };
  const fault = `${at} has ${record.length} cells, and the first line names ${names.length} columns`;
  return { at, cells, fault: new BadRow(fault, 'Correct that line, or name the delimiter of the file') };
}

/** A single name with other separators in it is a table of another kind. */
function expectSeparated([only = '', ...more]: readonly string[], file: string, delimiter: string): void {
  const other = [';', '\t', '|', ','].find((one) => one !== delimiter && only.includes(one));
  if (more.length > 0 || other === undefined) return;
  throw new LockstepError(
    'BAD_DATA',
    `${file} has one column, ${JSON.stringify(only)}: its values are not separated by ${JSON.stringify(delimiter)}`,
    { hint: `Name what separates them: delimiter: ${JSON.stringify(other)}` },
  );
}

function differentNames(names: readonly string[], file: string): string[] {
  for (const name of names) expectText(name, `${file} line 1`);
  if (names.includes('')) {
    throw new LockstepError(
      'BAD_DATA',
      `column ${names.indexOf('') + 1} of ${file} has no name in the first line`,
      {
        hint: 'Name it, or write the file without the numbers of its rows (pandas: index=False)',
      },
    );
  }
  const seen = new Set<string>();
  const twice = names.find((one) => seen.size === seen.add(one).size);
  if (twice !== undefined) {
    throw new LockstepError('BAD_DATA', `${file} has two columns that are called ${JSON.stringify(twice)}`, {
      hint: 'Give each column a name of its own in the first line',
    });
  }
  return [...names];
}
