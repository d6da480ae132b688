import type { Row } from './bench.ts';

const ROW = 26;
const COLOURS = ['#2563eb', '#94a3b8', '#f59e0b'];

/** How fast each contender is relative to the slowest one of its row. */
export function barsSvg(rows: readonly Row[]): string {
  let y = 10;
  const parts: string[] = [];
  for (const { what, size, workers, ms } of rows) {
    const known = Object.entries(ms).filter((entry): entry is [string, number] => entry[1] !== null);
    const slowest = Math.max(...known.map(([, value]) => value));
    parts.push(
      `<text x="10" y="${y + 16}" font-weight="600">${what}, ${size}, ${workers} worker${workers > 1 ? 's' : ''}</text>`,
    );
    y += ROW;
    for (const [i, [name, value]] of known.entries()) {
      const width = Math.min(420, (120 * slowest) / value);
      parts.push(
        `<text x="110" y="${y + 15}" text-anchor="end">${name}</text>`,
        `<rect x="120" y="${y + 2}" width="${width.toFixed(1)}" height="${ROW - 8}" rx="3" fill="${COLOURS[i % COLOURS.length]}"/>`,
        `<text x="${(128 + width).toFixed(1)}" y="${y + 15}">${value.toFixed(2)} ms, ${(slowest / value).toFixed(1)}x</text>`,
      );
      y += ROW;
    }
    y += 8;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 ${y}" width="700" height="${y}" font-family="system-ui, sans-serif" font-size="12">`,
    '<title>Speed of training steps, relative to the slowest</title>',
    '<style>text{fill:#374151}@media (prefers-color-scheme:dark){text{fill:#d1d5db}}</style>',
    ...parts,
    '</svg>\n',
  ].join('\n');
}
