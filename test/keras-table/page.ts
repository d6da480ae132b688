import { readFileSync, writeFileSync } from 'node:fs';

/** What stands between the marks of a page. @throws Error where the page has no such marks */
export function sectionOf(page: URL, name: string): string {
  const { whole, from, to } = placed(page, name);
  return whole.slice(from, to);
}

/**
 * Puts a text between `<!-- NAME -->` and `<!-- /NAME -->` of a page.
 * @throws Error where the page has no such marks
 */
export function fillSection(page: URL, name: string, text: string): void {
  const { whole, from, to } = placed(page, name);
  writeFileSync(page, `${whole.slice(0, from)}\n${text}\n\n${whole.slice(to)}`);
}

function placed(page: URL, name: string) {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const whole = readFileSync(page, 'utf8');
  const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page.pathname} has no marks ${begin.trim()} and ${end}`);
  return { whole, from: from + begin.length, to };
}
