import { TITLES } from './cases.ts';
import type { Contender, Row } from './rows.ts';

/** The report in Markdown: milliseconds, and how many times faster ours is. */
export function table(rows: readonly Row[]): string {
  const training = rows.filter(({ what }) => what !== 'all-reduce');
  const summing = rows.filter(({ what }) => what === 'all-reduce');
  const absent = new Map(
    rows.flatMap(({ contenders }) =>
      contenders.flatMap((one) => (one.absent ? [[titleOf(one), one.absent] as const] : [])),
    ),
  );
  return [
    ...(training.length > 0 ? steps(training) : []),
    ...(summing.length > 0 ? sums(summing) : []),
    ...[...absent].map(([title, reason]) => `${title} is absent: ${reason}\n`),
  ].join('\n');
}

export const titleOf = ({ name }: Contender) => TITLES[name] ?? name;

export function sizeOf({ what, size }: Pick<Row, 'what' | 'size'>): string {
  if (what !== 'all-reduce') return `batch ${size}`;
  return size >= 1e6 ? `${(size / 1e6).toFixed(1)} MB` : `${Math.round(size / 1024)} KB`;
}

/** Times faster than `other`, as people read it. */
export function ratio(ours: Contender, other: Contender): string {
  return ours.ms === null || other.ms === null ? 'absent' : `${(other.ms / ours.ms).toFixed(2)}x`;
}

function steps(rows: readonly Row[]): string[] {
  const lines = rows.flatMap(({ what, size, workers, contenders, phases }) => {
    const [ours, ...others] = contenders as [Contender, ...Contender[]];
    const parts = Object.entries(phases ?? {}).map(([name, ms]) => `${name} ${ms.toFixed(2)}`);
    const cells = (one: Contender, more: string) =>
      `${one.ms?.toFixed(2) ?? 'absent'} | ${more} | ${one.memoryMb ?? ''} |`;
    return [
      `| ${what}, ${size} | ${workers} | **Lockstep** (${parts.join(', ')}) | ${cells(ours, '')}`,
      ...others.map((one) => `| | | ${titleOf(one)} | ${cells(one, ratio(ours, one))}`),
    ];
  });
  return [
    '| model, global batch | workers | | ms a step | Lockstep is faster | memory a process, MB |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ];
}

function sums(rows: readonly Row[]): string[] {
  const lines = rows.map((row) => {
    const [shared, tcp, gloo] = row.contenders as [Contender, Contender, Contender];
    const times = row.contenders.map(({ ms }) => ms?.toPrecision(3) ?? 'absent');
    const ratios = [ratio(shared, gloo), ratio(tcp, gloo)];
    return `| ${sizeOf(row)} | ${row.workers} | ${[...times, ...ratios].join(' | ')} |`;
  });
  return [
    '| all-reduce | ranks | shared memory, ms | TCP, ms | Gloo, ms | shared memory is faster | TCP is faster |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ];
}
