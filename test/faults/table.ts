/** The table of docs/reliability.md: read, brought up to date, written. Pure. */
import type { Row } from './scenario.ts';

const BEGIN = '<!-- faults -->';
const END = '<!-- /faults -->';
const HEAD = ['what is done to the run', 'what has to be shown', 'what came of it'];

/** The text with these rows in its table: known faults keep their place, new ones follow. */
export function withRows(text: string, rows: readonly Row[]): string {
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the document has no ${BEGIN} ... ${END}`);
  const lines = new Map<string, string[]>();
  // Below the head and the rule under it.
  for (const cells of text.slice(start, end).split('\n').flatMap(cellsOf).slice(2))
    lines.set(cells[0]!, cells);
  for (const { fault, shown, result, holds } of rows) {
    lines.set(fault, [fault, shown, `${holds ? '' : '**not held:** '}${result}`]);
  }
  return `${text.slice(0, start)}${BEGIN}\n\n${markdown([HEAD, ...lines.values()])}\n\n${text.slice(end)}`;
}

function cellsOf(line: string): string[][] {
  return line.startsWith('| ')
    ? [
        line
          .slice(1, -1)
          .split(' | ')
          .map((cell) => cell.trim()),
      ]
    : [];
}

/** Columns as wide as their widest cell, as the formatter of the project has them. */
function markdown(table: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, i) => Math.max(...table.map((cells) => cells[i]!.length)));
  const lines = table.map((cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
