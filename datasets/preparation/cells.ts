/** What a cell of a table says. Pure. */

/** True where a cell holds nothing: empty text, null, or a number that says so. */
export function isMissing(cell: unknown): boolean {
  return (
    cell === undefined ||
    cell === null ||
    (typeof cell === 'string' && /^(|na|n\/a|nan|null|none)$/i.test(cell.trim())) ||
    (typeof cell === 'number' && Number.isNaN(cell))
  );
}

/** The number that a cell says; undefined where it says none. */
export function numberOf(cell: unknown): number | undefined {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : undefined;
  if (typeof cell === 'bigint') return Number(cell);
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (cell instanceof Date) return cell.getTime();
  if (typeof cell !== 'string' || cell.trim() === '') return undefined;
  const number = Number(cell);
  return Number.isFinite(number) ? number : undefined;
}

/** The name that a cell says, as a category or class: a text, or the bytes of one. */
export function nameOf(cell: unknown): string {
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString().trim();
  return typeof cell === 'string' ? cell.trim() : String(cell);
}

/** Names in an order that people expect: numbers by size, words by their letters. */
export function sortNames(names: Iterable<string>): string[] {
  const all = [...names];
  if (all.every((name) => numberOf(name) !== undefined)) return all.sort((a, b) => Number(a) - Number(b));
  return all.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
