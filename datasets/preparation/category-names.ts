/** Words that are hardly the names of categories or classes. */
import { LockstepError } from '../../base/errors.ts';
import { DATE_OR_TIME, numberOf, spellingOf } from './cells.ts';

const IN_NUMBERS =
  'Say it in numbers, such as the days since the first, or month, weekday and hour in columns of their own ' +
  '(pandas: .dt.dayofweek), leave the column out (inputs)';

/**
 * A column of words that are all numbers in another spelling, or dates, is hardly one of categories.
 * @throws LockstepError BAD_DATA
 */
export function expectWords(
  name: string,
  first: { at: string; name: string },
  names: ReadonlySet<string>,
): void {
  const spelling = spellingOf(first.name);
  if (!spelling || ![...names].every((one) => spellingOf(one) === spelling)) return;
  throw new LockstepError('BAD_DATA', `${first.at}: ${name} ${JSON.stringify(first.name)} is ${spelling}`, {
    hint: `${spelling === DATE_OR_TIME ? IN_NUMBERS : 'Write decimal numbers'}, or say that they are names: categories: ['${name}'], for a target task: 'classification'`,
  });
}

/**
 * "1" and "01" or "1.0" would be two categories, or two classes.
 * @throws LockstepError BAD_DATA
 */
export function expectDifferent(column: string, names: ReadonlySet<string>): void {
  const numbers = new Map<number, string>();
  for (const name of names) {
    const number = numberOf(name);
    if (number === undefined) return;
    const other = numbers.get(number);
    if (other !== undefined) {
      throw new LockstepError(
        'BAD_DATA',
        `column ${column} has "${other}" and "${name}", which are one number`,
        {
          hint: 'Write it in one way, or put a letter before what is no number',
        },
      );
    }
    numbers.set(number, name);
  }
}
