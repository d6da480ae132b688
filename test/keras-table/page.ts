import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Puts a text between `<!-- NAME -->` and `<!-- /NAME -->` of a page.
 * @throws Error where the page has no such marks
 */
export function fillSection(page: URL, name: string, text: string): void {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const whole = readFileSync(page, 'utf8');
  const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page.pathname} has no marks ${begin.trim()} and ${end}`);
  writeFileSync(page, `${whole.slice(0, from + begin.length)}\n${text}\n\n${whole.slice(to)}`);
}
