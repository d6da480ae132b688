import { svg } from '../../base/svg.ts';
import type { Contender, Row } from './rows.ts';
import { ratio, sizeOf, titleOf } from './table.ts';

const COLUMN = 600;
const LABELS = 190;
const BARS = 240;
const BAR = 20;
const GAP = 22;

const STYLE = [
  'text{fill:#1f2937}',
  '.quiet{fill:#6b7280}',
  '.ours{fill:#2563eb}',
  '.theirs{fill:#cbd5e1}',
  '@media (prefers-color-scheme:dark){text{fill:#e5e7eb}.quiet{fill:#9ca3af}.ours{fill:#60a5fa}.theirs{fill:#475569}}',
].join('');

/** Milliseconds as bars, training beside the all-reduce of two ranks; shorter is faster. */
export function chartSvg(rows: readonly Row[]): string {
  const columns = [
    rows.filter(({ what }) => what !== 'all-reduce'),
    rows.filter(({ what, workers }) => what === 'all-reduce' && workers === 2),
  ].filter((column) => column.length > 0);
  const drawn = columns.map(columnOf);
  return svg({
    width: COLUMN * columns.length,
    height: Math.max(...drawn.map(({ height }) => height)),
    fontSize: 13,
    title: 'Milliseconds of a training step and of an all-reduce; shorter is faster',
    style: STYLE,
    elements: drawn.map(
      ({ parts }, i) => `<g transform="translate(${COLUMN * i} 0)">\n${parts.join('\n')}\n</g>`,
    ),
  });
}

function columnOf(rows: readonly Row[]): { parts: readonly string[]; height: number } {
  const parts: string[] = [];
  let y = 34;
  for (const row of rows) {
    const known = row.contenders.filter((one) => one.ms !== null);
    const longest = Math.max(...known.map(({ ms }) => ms!));
    const ranks = `${row.workers} ${row.what === 'all-reduce' ? 'ranks' : row.workers > 1 ? 'workers' : 'worker'}`;
    parts.push(
      `<text x="16" y="${y}" font-weight="600" font-size="14">${row.what}` +
        `<tspan class="quiet" font-weight="400" font-size="12" dx="8">${sizeOf(row)}, ${ranks}</tspan></text>`,
    );
    y += 10;
    for (const one of known) {
      parts.push(...bar(one, known[0]!, longest, isOurs(row, one), y));
      y += BAR + 4;
    }
    y += GAP;
  }
  return { parts, height: y };
}

/** All-reduces of ours go by the name of what they run over. */
function isOurs({ what }: Row, { name }: Contender): boolean {
  return what === 'all-reduce' ? name !== 'gloo' : name === 'Lockstep';
}

function bar(one: Contender, first: Contender, longest: number, ours: boolean, y: number): string[] {
  const ms = one.ms!;
  const width = Math.max(2, (BARS * ms) / longest);
  const shown = ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
  const times = one === first ? '' : `<tspan class="quiet" dx="8">${ratio(first, one)}</tspan>`;
  return [
    `<text x="${LABELS - 10}" y="${y + 15}" text-anchor="end"${ours ? ' font-weight="600"' : ''}>${titleOf(one)}</text>`,
    `<rect class="${ours ? 'ours' : 'theirs'}" x="${LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="3"/>`,
    `<text x="${(LABELS + width + 8).toFixed(1)}" y="${y + 15}">${shown} ms${times}</text>`,
  ];
}
