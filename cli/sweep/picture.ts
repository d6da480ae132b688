/** A sweep as a picture: the watched log by epoch, and by the value of each setting; the best trial stands out. Pure. */
import { BLUE, ORANGE, svg, TEXT_STYLE, xml } from '../../base/svg.ts';
import { scoreAt } from './plan.ts';
import type { Dimension, Space } from './space.ts';
import type { Result } from './table.ts';

const [WIDTH, HEIGHT] = [340, 270];
const MARGIN = { top: 40, right: 20, bottom: 44, left: 62 };
const PANELS_A_ROW = 3;
/** From this ratio on, scores are drawn by magnitude. */
const MUCH = 20;

interface Axis {
  /** 0 to 1. */
  place(value: number): number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/** @param results the best first */
export function sweepSvg(results: readonly Result[], space: Space, metric: string): string {
  const shown = results.filter(({ state }) => !state.failed && scoreAt(state, state.trained) !== undefined);
  const all = shown.flatMap(({ state }) => state.scores.filter((score) => score !== undefined));
  const y = numbers(
    Math.min(...all),
    Math.max(...all),
    Math.min(...all) > 0 && Math.max(...all) > MUCH * Math.min(...all),
  );
  const names = Object.keys(space).filter(
    (name) => new Set(results.map(({ values }) => values[name])).size > 1,
  );
  const panels = [
    panel(metric, 'epoch', epochAxis(shown), y, curves(shown, epochAxis(shown), y)),
    ...names.map((name) => {
      const { axis, placeOf } = settingAxis(space[name]!);
      const points = shown.map(({ number, values, state }, i) => {
        const score = scoreAt(state, state.trained)!;
        const title = `trial ${number}: ${name} ${values[name]}, ${metric} ${score.toPrecision(4)}`;
        return dot(placeOf(values[name]!), y.place(score), i === 0, title);
      });
      return panel(metric, name, axis, y, points.toReversed());
    }),
  ];
  const columns = Math.min(PANELS_A_ROW, panels.length);
  const rows = Math.ceil(panels.length / columns);
  return svg({
    width: columns * WIDTH,
    height: rows * HEIGHT + 24,
    fontSize: 12,
    title: `${metric} of ${results.length} trials`,
    style: `${TEXT_STYLE}.grid{stroke:#9ca3af;stroke-opacity:.35}`,
    elements: [
      ...(all.length === 0 ? [] : panels).map(
        (content, i) =>
          `<g transform="translate(${(i % columns) * WIDTH} ${Math.floor(i / columns) * HEIGHT})">${content}</g>`,
      ),
      legend(rows * HEIGHT + 12, shown[0]?.number, results.length - shown.length),
    ],
  });
}

function panel(title: string, over: string, x: Axis, y: Axis, content: readonly string[]): string {
  return [
    `<text x="${MARGIN.left}" y="22" font-size="14" font-weight="600">${xml(`${title} by ${over}`)}</text>`,
    ...y.ticks.map(
      ({ at, label }) =>
        `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${py(at)}" y2="${py(at)}"/><text x="${MARGIN.left - 8}" y="${py(at)}" text-anchor="end" dominant-baseline="middle">${xml(label)}</text>`,
    ),
    ...x.ticks.map(
      ({ at, label }) =>
        `<text x="${px(at)}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${xml(label)}</text>`,
    ),
    ...content,
  ].join('\n');
}

/** The best comes last, above the others. */
function curves(shown: readonly Result[], x: Axis, y: Axis): string[] {
  const lines = shown.map(({ number, state }, i) => {
    const points = state.scores.flatMap((score, epoch) =>
      score === undefined ? [] : [`${px(x.place(epoch + 1))},${py(y.place(score))}`],
    );
    if (points.length === 1)
      return dot(
        x.place(1),
        y.place(state.scores.find((score) => score !== undefined)!),
        i === 0,
        `trial ${number}`,
      );
    return `<polyline fill="none" stroke="${colour(i === 0)}" stroke-width="${i === 0 ? 2.5 : 1.5}" stroke-opacity="${i === 0 ? 1 : 0.45}" points="${points.join(' ')}"><title>trial ${number}</title></polyline>`;
  });
  return lines.toReversed();
}

function dot(x: number, y: number, isBest: boolean, title: string): string {
  return `<circle cx="${px(x)}" cy="${py(y)}" r="${isBest ? 6 : 4}" fill="${colour(isBest)}" fill-opacity="${isBest ? 1 : 0.6}"><title>${xml(title)}</title></circle>`;
}

function legend(y: number, best: number | undefined, failed: number): string {
  const entries =
    best === undefined
      ? []
      : [
          `<circle cx="${MARGIN.left + 6}" cy="${y - 4}" r="6" fill="${ORANGE}"/><text x="${MARGIN.left + 20}" y="${y}">trial ${best}, the best</text>`,
          `<circle cx="${MARGIN.left + 156}" cy="${y - 4}" r="4" fill="${BLUE}" fill-opacity=".6"/><text x="${MARGIN.left + 168}" y="${y}">others${failed > 0 ? `; ${failed} failed` : ''}</text>`,
        ];
  return entries.join('') || `<text x="${MARGIN.left}" y="${y}">no trial has a result</text>`;
}

const colour = (isBest: boolean) => (isBest ? ORANGE : BLUE);
/** Between the ends of an axis and the values there. */
const ROOM = 6;
const px = (at: number) =>
  (MARGIN.left + ROOM + (WIDTH - MARGIN.left - MARGIN.right - 2 * ROOM) * at).toFixed(1);
const py = (at: number) =>
  (HEIGHT - MARGIN.bottom - ROOM - (HEIGHT - MARGIN.top - MARGIN.bottom - 2 * ROOM) * at).toFixed(1);

function epochAxis(shown: readonly Result[]): Axis {
  const last = Math.max(2, ...shown.map(({ state }) => state.scores.length));
  const place = (epoch: number) => (epoch - 1) / (last - 1);
  const every = Math.ceil((last - 1) / 6);
  const ticks = Array.from({ length: Math.floor((last - 1) / every) + 1 }, (_, i) => 1 + i * every);
  return { place, ticks: ticks.map((epoch) => ({ at: place(epoch), label: String(epoch) })) };
}

/** A list's values stand side by side, in its order. */
function settingAxis(dimension: Dimension): { axis: Axis; placeOf: (value: string) => number } {
  if (dimension.kind === 'list') {
    const { values } = dimension;
    const place = (i: number) => (i + 0.5) / values.length;
    const ticks = values.map((value, i) => ({ at: place(i), label: value }));
    return { axis: { place, ticks }, placeOf: (value) => place(values.indexOf(value)) };
  }
  const { low, high, log } = dimension;
  const axis = numbers(low, high, log);
  return { axis, placeOf: (value) => axis.place(Number(value)) };
}

/** Of numbers between two, evenly or by magnitude. */
function numbers(low: number, high: number, log: boolean): Axis {
  const scale = log ? Math.log : (value: number) => value;
  const back = log ? Math.exp : (value: number) => value;
  const from = scale(low);
  const to = scale(high);
  const span = to === from ? 1 : to - from;
  const place = (value: number) => (scale(value) - from) / span;
  const decades = log ? decadesIn(low, high) : [];
  const marks = decades.length > 1 ? decades : [0, 0.25, 0.5, 0.75, 1].map((at) => back(from + at * span));
  return { place, ticks: marks.map((value) => ({ at: place(value), label: short(value) })) };
}

/** Powers of ten, five at most. */
function decadesIn(low: number, high: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.ceil((last - first + 1) / 5);
  return Array.from({ length: Math.max(0, Math.floor((last - first) / every) + 1) }, (_, i) =>
    Number(`1e${first + i * every}`),
  );
}

function short(value: number): string {
  const size = Math.abs(value);
  return value === 0 || (size >= 1e-3 && size < 1e5)
    ? String(Number(value.toPrecision(3)))
    : value.toExponential(1).replace('e+', 'e');
}
