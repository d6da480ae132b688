/** Learning curves as a picture: training and validation, one panel a log. Pure. */
import type { EpochLogs } from './history.ts';

const WIDTH = 460;
const HEIGHT = 300;
const MARGIN = { top: 40, right: 20, bottom: 40, left: 60 };
const COLOURS = { training: '#2563eb', validation: '#ea580c' };

/** `curves.svg`: loss and every metric over the epochs, side by side. */
export function curvesSvg(title: string, epochs: readonly EpochLogs[]): string {
  const keys = [...new Set(epochs.flatMap(({ logs }) => Object.keys(logs)))];
  const names = keys.filter((key) => !key.startsWith('val_') || !keys.includes(key.slice(4)));
  const panels = names.map((name, i) => panel(name, epochs, i * WIDTH));
  const width = Math.max(1, names.length) * WIDTH;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${xml(title)}</title>`,
    '<style>text{fill:#374151}.grid{stroke:#9ca3af;stroke-opacity:.35}@media (prefers-color-scheme:dark){text{fill:#d1d5db}}</style>',
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function panel(name: string, epochs: readonly EpochLogs[], left: number): string {
  const series = [
    { label: 'training', key: name },
    { label: 'validation', key: `val_${name}` },
  ] as const;
  const values = series.flatMap(({ key }) => pointsOf(key, epochs).map(({ value }) => value));
  const [low, high] = range(values);
  const last = Math.max(1, epochs.length);
  const x = (epoch: number) =>
    MARGIN.left + (WIDTH - MARGIN.left - MARGIN.right) * (last === 1 ? 0.5 : (epoch - 1) / (last - 1));
  const y = (value: number) =>
    HEIGHT - MARGIN.bottom - ((HEIGHT - MARGIN.top - MARGIN.bottom) * (value - low)) / (high - low);
  const lines = series.flatMap(({ label, key }) => {
    const points = pointsOf(key, epochs).map(({ epoch, value }) => [
      x(epoch).toFixed(1),
      y(value).toFixed(1),
    ]);
    if (points.length === 0) return [];
    const colour = COLOURS[label];
    return [
      `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map((point) => point.join()).join(' ')}"/>`,
      ...points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`),
    ];
  });
  const shown = series.filter(({ key }) => pointsOf(key, epochs).length > 0);
  const legend = shown.map(({ label }, i) => {
    const at = WIDTH - MARGIN.right - 90 * (shown.length - i);
    return `<rect x="${at}" y="14" width="12" height="3" fill="${COLOURS[label]}"/><text x="${at + 17}" y="20">${label}</text>`;
  });
  const grid = Array.from({ length: 5 }, (_, i) => low + ((high - low) * i) / 4).map((value) => {
    const at = y(value).toFixed(1);
    return `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/><text x="${MARGIN.left - 8}" y="${at}" text-anchor="end" dominant-baseline="middle">${label(value)}</text>`;
  });
  const every = Math.max(1, Math.ceil(last / 10));
  const ticks = Array.from({ length: last }, (_, i) => i + 1)
    .filter((epoch) => (epoch - 1) % every === 0)
    .map(
      (epoch) => `<text x="${x(epoch).toFixed(1)}" y="${HEIGHT - 20}" text-anchor="middle">${epoch}</text>`,
    );
  return [
    `<g transform="translate(${left} 0)">`,
    `<text x="${MARGIN.left}" y="20" font-size="14" font-weight="600">${xml(name)}</text>`,
    ...grid,
    ...ticks,
    `<text x="${WIDTH / 2}" y="${HEIGHT - 4}" text-anchor="middle">epoch</text>`,
    ...legend,
    ...lines,
    '</g>',
  ].join('\n');
}

function pointsOf(key: string, epochs: readonly EpochLogs[]): { epoch: number; value: number }[] {
  return epochs.flatMap(({ epoch, logs }) => {
    const value = logs[key];
    return value !== undefined && Number.isFinite(value) ? [{ epoch: epoch + 1, value }] : [];
  });
}

/** The range of an axis, with a little room; never empty. */
function range(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || Math.abs(high) || 1) * 0.05;
  return [low - room, high + room];
}

function label(value: number): string {
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4
    ? String(Number(value.toPrecision(3)))
    : value.toExponential(1);
}

function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
