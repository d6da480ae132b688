/** What `lockstep data` tells, as lines for a terminal. Pure. */
import type { ColumnFacts, DataPage, FaultFacts } from '../../proto/data-page.ts';
import { drawPicture } from '../terminal/picture.ts';
import type { Part, Sample } from './samples.ts';

const BAR_WIDTH = 30;
/** More classes or columns than a screen has lines are summed up. */
const MOST_LINES = 30;
/** Letters of a text that are shown. */
const MOST_LETTERS = 160;
const MOST_PICTURE = 48;
const LEVELS = ' ▁▂▃▄▅▆▇█';

export interface Screen {
  readonly columns: number;
  /** Bits of a colour. */
  readonly colorDepth: number;
}

export function aboutData({ provenance, splits, features, classes }: DataPage): string[] {
  return [
    provenance,
    `Samples: ${splits.map(({ use, samples }) => `${samples} ${use}`).join(', ')}`,
    '',
    ...features.map((line) => `  ${line}`),
    ...aboutClasses(classes),
  ];
}

/** The columns of the files, one a line: how much is missing, what the cells are, how their numbers are spread. */
export function aboutColumns(columns: readonly ColumnFacts[]): string[] {
  if (columns.length === 0) return [];
  const shown = columns.slice(0, MOST_LINES);
  const wide = Math.max(...shown.map(({ name }) => name.length));
  const lines = shown.map((column) => {
    const { name, use } = column;
    return `  ${name.padEnd(wide)}  ${use.padEnd(8)}  ${cellsOf(column)}`;
  });
  const more = columns.length - shown.length;
  return ['', 'Columns:', ...lines, ...(more > 0 ? [`  and ${more} more`] : [])];
}

/** What the cells of a column are, in words. */
export function cellsOf(column: ColumnFacts): string {
  const { cells, missing, numbers, words, others, range, names, different, histogram } = column;
  const said: string[] = [];
  if (numbers > 0) said.push(`${numbers} numbers`);
  if (numbers > 0 && range) {
    said.push(`${short(range.min)} to ${short(range.max)}, mean ${short(range.mean)}`);
    if (histogram) said.push(spark(histogram.counts));
  }
  if (words > 0) {
    said.push(`${words} words${different === undefined ? '' : `, ${different} different`}`);
    if (names.length > 0)
      said.push(
        names
          .slice(0, 4)
          .map(([name, count]) => `${name} ${count}`)
          .join(', '),
      );
    else if (numbers === 0 && range) said.push(`${range.min} to ${range.max} letters`);
  }
  if (column.firstWord !== undefined) said.push(`the first word among the numbers: ${column.firstWord}`);
  if (others > 0) said.push(`${others} lists, objects or bytes`);
  if (missing > 0) {
    const share = ((100 * missing) / cells).toFixed(1);
    said.push(`${missing} missing (${share} %), the first: ${column.firstMissing}`);
  }
  return said.join('; ');
}

/** A histogram in one line. */
export function spark(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  return counts
    .map((count) => LEVELS[count === 0 ? 0 : Math.max(1, Math.round((count / most) * (LEVELS.length - 1)))])
    .join('');
}

/** As many digits as tell it from others. */
function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}

/** @param thrown what is told elsewhere, and not here again */
export function aboutFaults(faults: FaultFacts | undefined, thrown?: string): string[] {
  if (!faults) return [];
  const { total, first, isLeftOut } = faults;
  const end = faults.end === thrown ? undefined : faults.end;
  if (total === 0 && end === undefined) return [];
  const head = isLeftOut
    ? `${total} rows are left out (onBadRow: 'skip'):`
    : `${total} rows cannot be used, and end a run (onBadRow: 'skip' leaves them out):`;
  const more = total > first.length ? [`  and ${total - first.length} more`] : [];
  return [
    '',
    ...(total > 0 ? [head, ...first.map((line) => `  ${line}`), ...more] : []),
    ...(end === undefined ? [] : [`What ends a run: ${end}`]),
  ];
}

function aboutClasses(classes: DataPage['classes']): string[] {
  if (classes.length === 0) return [];
  const trained = classes.map(({ counts }) => counts[0]!);
  const [most, least] = [Math.max(...trained), Math.min(...trained)];
  const wide = Math.max(...classes.map(({ name }) => name.length));
  const lines = classes.slice(0, MOST_LINES).map(({ name, counts }) => {
    const bar = '█'.repeat(Math.round((BAR_WIDTH * counts[0]!) / Math.max(1, most))).padEnd(BAR_WIDTH);
    return `  ${name.padStart(wide)} ${bar} ${counts.join(' + ')}`;
  });
  const balance =
    least > 0
      ? `the largest has ${(most / least).toFixed(1)} times as many as the smallest`
      : 'one has no training sample';
  return ['', `${classes.length} classes; ${balance}:`, ...lines];
}

export function aboutSamples(samples: readonly Sample[], screen: Screen): string[] {
  if (samples.length === 0) return [];
  const lines = ['', `The first ${samples.length} training samples:`];
  for (const { label, parts } of samples) {
    lines.push(...parts.flatMap((part) => partLines(part, screen)));
    if (label !== undefined) lines.push(`  -> ${clipped(label)}`);
  }
  if (!samples.some(({ augmented }) => augmented)) return lines;
  lines.push('', 'The same as the first epoch has them, augmented:');
  for (const { augmented = [] } of samples)
    lines.push(...augmented.flatMap((part) => partLines(part, screen)));
  return lines;
}

function partLines({ name, picture, text = '' }: Part, { columns, colorDepth }: Screen): string[] {
  if (picture) return drawPicture(picture, colorDepth, Math.max(8, Math.min(MOST_PICTURE, columns - 2)));
  return [`  ${name}: ${clipped(text)}`];
}

function clipped(text: string): string {
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)} ...` : text;
}
