/** What a cell of a table says. Pure. */

/** True where a cell holds nothing: empty text, null, or a number that says so. */
export function isMissing(cell: unknown): boolean {
  return (
    cell === undefined ||
    cell === null ||
    (typeof cell === 'string' && /^(|<?na>?|#?n\/a|nan|null|none)$/i.test(cell.trim())) ||
    (typeof cell === 'number' && Number.isNaN(cell))
  );
}

/** A decimal number; JavaScript would take `0x1f` and `0b1` for numbers too. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a cell says; undefined where it says none. True and false are words, in every format. */
export function numberOf(cell: unknown): number | undefined {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : undefined;
  if (typeof cell === 'bigint') return Number(cell);
  if (typeof cell !== 'string' || !DECIMAL.test(cell.trim())) return undefined;
  const number = Number(cell);
  return Number.isFinite(number) ? number : undefined;
}

const GROUPED = /^\(?[+-]?\p{Sc}?\s*\d[\d.,'’_\s]*\s*[%\p{Sc}]?\)?$|^0[xob][\da-f]+$/iu;
const DATE = /^\d{4}-\d\d?-\d\d?([T ].*)?$|^\d\d?[./-]\d\d?[./-]\d{2,4}( .*)?$|^\d\d?:\d\d(:\d\d)?$/;

/** What `spellingOf` says of dates and times. */
export const DATE_OR_TIME = 'a date or a time';

/** What a word seems to be that is no decimal number: another spelling of one, a date or a time. */
export function spellingOf(name: string): string | undefined {
  if (DATE.test(name)) return DATE_OR_TIME;
  // Other digits and another minus are as good.
  const common = name.replaceAll(/\p{Nd}/gu, '0').replace('\u2212', '-');
  return GROUPED.test(common) && !DECIMAL.test(name) ? 'a number in another spelling' : undefined;
}

/** The name that a cell says, as a category or class. */
export function nameOf(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'string' ? cell.trim() : String(cell);
}

/** Names in an order that people expect: numbers by size, words by their letters. */
export function sortNames(names: Iterable<string>): string[] {
  const all = [...names];
  if (all.every((name) => numberOf(name) !== undefined)) return all.sort((a, b) => Number(a) - Number(b));
  return all.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
