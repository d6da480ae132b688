/** The table of docs/reliability.md: read, brought up to date, written. Pure. */
import type { Row } from './scenario.ts';

const BEGIN = '<!-- faults -->';
const END = '<!-- /faults -->';
const HEAD = ['| what is done to the run | what has to be shown | what came of it |', '| --- | --- | --- |'];

/** The text with these rows in its table: known faults keep their place, new ones follow. */
export function withRows(text: string, rows: readonly Row[]): string {
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the document has no ${BEGIN} ... ${END}`);
  const lines = new Map<string, string>();
  for (const line of text.slice(start, end).split('\n')) {
    const fault = faultOf(line);
    if (fault !== undefined && !HEAD.includes(line)) lines.set(fault, line);
  }
  for (const row of rows) lines.set(row.fault, markdown(row));
  return `${text.slice(0, start)}${BEGIN}\n\n${[...HEAD, ...lines.values()].join('\n')}\n\n${text.slice(end)}`;
}

function faultOf(line: string): string | undefined {
  return /^\| (.*?) \| .* \|$/.exec(line)?.[1];
}

function markdown({ fault, shown, result, holds }: Row): string {
  return `| ${fault} | ${shown} | ${holds ? '' : '**not held:** '}${result} |`;
}
