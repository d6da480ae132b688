/** Learning curves as a picture: training and validation, one panel for each log. Pure. */
import { BLUE, ORANGE, svg, TEXT_STYLE, xml } from '../../base/svg.ts';
import type { EpochLogs } from '../store/history.ts';

const WIDTH = 460;
const HEIGHT = 300;
const MARGIN = { top: 40, right: 20, bottom: 40, left: 60 };
const LEGEND = 28;
/** Most points of a line: more than it is wide in pixels would not be seen. */
const MOST_POINTS = 1_000;
/** Approximate width of a letter. */
const LETTER = 6.4;
const COLOURS = [BLUE, ORANGE, '#0d9488', '#a855f7', '#ca8a04', '#db2777'];

/** One line of a panel. */
interface Series {
  readonly colour: string;
  readonly dashed: boolean;
  readonly points: readonly { readonly epoch: number; readonly value: number }[];
}

interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly dashed: boolean;
}

/** A run beside others. */
export interface ComparedRun {
  readonly name: string;
  readonly epochs: readonly EpochLogs[];
}

/** `curves.svg`: loss and every metric over the epochs, side by side. */
export function curvesSvg(title: string, epochs: readonly EpochLogs[]): string {
  const panels = metricsOf(epochs).map((name) => ({
    name,
    series: [
      { colour: BLUE, dashed: false, points: pointsOf(name, epochs) },
      { colour: ORANGE, dashed: false, points: pointsOf(`val_${name}`, epochs) },
    ],
  }));
  const legend = [
    { label: 'training', colour: BLUE, dashed: false },
    { label: 'validation', colour: ORANGE, dashed: false },
  ];
  return picture(title, panels, legend);
}

/** Several runs in one picture: a colour for each, with dashed lines for training. */
export function comparisonSvg(runs: readonly ComparedRun[]): string {
  const colourOf = (i: number) => COLOURS[i % COLOURS.length]!;
  const all = [...new Set(runs.flatMap(({ epochs }) => metricsOf(epochs)))];
  const validated = all.filter((name) =>
    runs.some(({ epochs }) => pointsOf(`val_${name}`, epochs).length > 0),
  );
  const names = validated.length > 0 ? validated : all;
  const panels = names.map((name) => ({
    name,
    series: runs.flatMap(({ epochs }, i) => [
      { colour: colourOf(i), dashed: true, points: pointsOf(name, epochs) },
      { colour: colourOf(i), dashed: false, points: pointsOf(`val_${name}`, epochs) },
    ]),
  }));
  const legend = runs.flatMap(({ name }, i) => [
    { label: `${name}, validation`, colour: colourOf(i), dashed: false },
    { label: 'training', colour: colourOf(i), dashed: true },
  ]);
  return picture(runs.map(({ name }) => name).join(', '), panels, legend);
}

/** Names of the logs, validation's beside their own left out. */
function metricsOf(epochs: readonly EpochLogs[]): string[] {
  const keys = [...new Set(epochs.flatMap(({ logs }) => Object.keys(logs)))];
  return keys.filter((key) => !key.startsWith('val_') || !keys.includes(key.slice(4)));
}

function picture(
  title: string,
  panels: readonly { readonly name: string; readonly series: readonly Series[] }[],
  legend: readonly LegendEntry[],
): string {
  return svg({
    width: Math.max(1, panels.length) * WIDTH,
    height: HEIGHT + LEGEND,
    fontSize: 12,
    title,
    style: `${TEXT_STYLE}.grid{stroke:#9ca3af;stroke-opacity:.35}`,
    elements: [...panels.map(({ name, series }, i) => panel(name, series, i * WIDTH)), ...legendOf(legend)],
  });
}

function legendOf(entries: readonly LegendEntry[]): string[] {
  let x = MARGIN.left;
  return entries.map(({ label, colour, dashed }) => {
    const at = x;
    x += 50 + LETTER * label.length;
    const y = HEIGHT + LEGEND / 2;
    const line = `<line x1="${at}" x2="${at + 22}" y1="${y - 4}" y2="${y - 4}" ${stroke(colour, dashed)}/>`;
    return `${line}<text x="${at + 28}" y="${y}">${xml(label)}</text>`;
  });
}

const stroke = (colour: string, dashed: boolean) =>
  `stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="4 3"' : ''}`;

function panel(name: string, all: readonly Series[], left: number): string {
  const series = all.filter(({ points }) => points.length > 0);
  const [low, high] = range(series.flatMap(({ points }) => points.map(({ value }) => value)));
  const last = Math.max(1, ...series.flatMap(({ points }) => points.map(({ epoch }) => epoch)));
  const x = (epoch: number) =>
    MARGIN.left + (WIDTH - MARGIN.left - MARGIN.right) * (last === 1 ? 0.5 : (epoch - 1) / (last - 1));
  const y = (value: number) =>
    HEIGHT - MARGIN.bottom - ((HEIGHT - MARGIN.top - MARGIN.bottom) * (value - low)) / (high - low);
  const lines = series.flatMap(({ colour, dashed, points }) => {
    const places = points.map(({ epoch, value }) => [x(epoch).toFixed(1), y(value).toFixed(1)]);
    return [
      `<polyline fill="none" ${stroke(colour, dashed)} points="${places.map((place) => place.join()).join(' ')}"/>`,
      ...places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`),
    ];
  });
  const grid = Array.from({ length: 5 }, (_, i) => low + ((high - low) * i) / 4).map((value) => {
    const at = y(value).toFixed(1);
    return `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/><text x="${MARGIN.left - 8}" y="${at}" text-anchor="end" dominant-baseline="middle">${label(value)}</text>`;
  });
  const every = Math.max(1, Math.ceil(last / 10));
  const ticks = Array.from({ length: Math.ceil(last / every) }, (_, i) => 1 + i * every).map(
    (epoch) => `<text x="${x(epoch).toFixed(1)}" y="${HEIGHT - 20}" text-anchor="middle">${epoch}</text>`,
  );
  return [
    `<g transform="translate(${left} 0)">`,
    `<text x="${MARGIN.left}" y="20" font-size="14" font-weight="600">${xml(name)}</text>`,
    ...grid,
    ...ticks,
    `<text x="${WIDTH / 2}" y="${HEIGHT - 4}" text-anchor="middle">epoch</text>`,
    ...lines,
    '</g>',
  ].join('\n');
}

function pointsOf(key: string, epochs: readonly EpochLogs[]): { epoch: number; value: number }[] {
  const points = epochs.flatMap(({ epoch, logs }) => {
    const value = logs[key];
    return value !== undefined && Number.isFinite(value) ? [{ epoch: epoch + 1, value }] : [];
  });
  const every = Math.ceil(points.length / MOST_POINTS);
  // The last one is always drawn.
  return points.filter((_, i) => (points.length - 1 - i) % every === 0);
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
