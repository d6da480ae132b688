import type { Contender, Row } from './bench.ts';
import { ratio, sizeOf, titleOf } from './table.ts';

const WIDTH = 760;
const LABELS = 190;
const BARS = 360;
const BAR = 20;
const GAP = 22;

const STYLE = [
  'text{fill:#1f2937}',
  '.quiet{fill:#6b7280}',
  '.ours{fill:#2563eb}',
  '.theirs{fill:#cbd5e1}',
  '@media (prefers-color-scheme:dark){text{fill:#e5e7eb}.quiet{fill:#9ca3af}.ours{fill:#60a5fa}.theirs{fill:#475569}}',
].join('');

/** Milliseconds as bars, a group a row; shorter is faster. */
export function chartSvg(rows: readonly Row[]): string {
  const parts: string[] = [];
  let y = 34;
  for (const row of rows) {
    const known = row.contenders.filter((one) => one.ms !== null);
    const longest = Math.max(...known.map(({ ms }) => ms!));
    const ranks = `${row.workers} ${row.what === 'all-reduce' ? 'ranks' : row.workers > 1 ? 'workers' : 'worker'}`;
    parts.push(
      `<text x="16" y="${y}" font-weight="600" font-size="14">${row.what}` +
        `<tspan class="quiet" font-weight="400" font-size="12"> ${sizeOf(row)}, ${ranks}</tspan></text>`,
    );
    y += 10;
    for (const one of known) {
      parts.push(...bar(one, known[0]!, longest, isOurs(row, one), y));
      y += BAR + 4;
    }
    y += GAP;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" font-family="system-ui, sans-serif" font-size="13">`,
    '<title>Milliseconds of a step or an all-reduce; shorter is faster</title>',
    `<style>${STYLE}</style>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** All-reduces of ours go by the name of what they run over. */
function isOurs({ what }: Row, { name }: Contender): boolean {
  return what === 'all-reduce' ? name !== 'gloo' : name === 'Lockstep';
}

function bar(one: Contender, first: Contender, longest: number, ours: boolean, y: number): string[] {
  const ms = one.ms!;
  const width = Math.max(2, (BARS * ms) / longest);
  const shown = ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
  const times = one === first ? '' : `<tspan class="quiet">  ${ratio(first, one)}</tspan>`;
  return [
    `<text x="${LABELS - 10}" y="${y + 15}" text-anchor="end"${ours ? ' font-weight="600"' : ''}>${titleOf(one)}</text>`,
    `<rect class="${ours ? 'ours' : 'theirs'}" x="${LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="3"/>`,
    `<text x="${(LABELS + width + 8).toFixed(1)}" y="${y + 15}">${shown} ms${times}</text>`,
  ];
}
