/** Learning curves and throughput, drawn by uPlot. */
import uPlot from 'uplot';
import { RATE } from '../proto/snapshot.ts';
import { byId, colour, html } from './dom.ts';
import { short } from './format.ts';
import type { Curve, Run } from './run.ts';

const HEIGHT = 230;
const EMPTY: Curve = { x: [], y: [] };

interface Chart {
  readonly plot: uPlot;
  update(run: Run): void;
}

/** One chart a log (training and validation), made when the log is first seen, and one of the throughput. */
export class Charts {
  readonly #charts = new Map<string, Chart>();

  draw(run: Run): void {
    const logs = [...run.curves.keys()].filter((name) => name !== RATE && !name.startsWith('val_'));
    for (const name of logs) {
      if (!this.#charts.has(name)) this.#charts.set(name, curvesOf(name, byId('curves')));
    }
    if (!this.#charts.has(RATE) && run.curves.has(RATE)) this.#charts.set(RATE, throughput(byId('rate')));
    for (const chart of this.#charts.values()) chart.update(run);
  }

  /** Draws all anew: colours are part of a chart from its making. */
  restyle(run: Run): void {
    for (const { plot } of this.#charts.values()) plot.destroy();
    byId('curves').replaceChildren();
    byId('rate').replaceChildren();
    this.#charts.clear();
    this.draw(run);
  }
}

function curvesOf(name: string, parent: HTMLElement): Chart {
  const box = html('div', { role: 'img', 'aria-label': `${name} over the steps` });
  parent.append(html('div', { class: 'card' }, html('h2', {}, name.replaceAll('_', ' ')), box));
  const plot = make(box, 'step', [
    { label: 'training', stroke: colour('compute'), width: 2, points: { show: false } },
    {
      label: 'validation',
      stroke: colour('reduce'),
      width: 2,
      points: { show: true, size: 7 },
      spanGaps: true,
    },
  ]);
  return {
    plot,
    update(run) {
      const training = run.curves.get(name) ?? EMPTY;
      plot.setData(joined(training.x, smooth(training.y), run.curves.get(`val_${name}`) ?? EMPTY));
    },
  };
}

function throughput(parent: HTMLElement): Chart {
  const box = html('div', { role: 'img', 'aria-label': 'samples per second over the time' });
  parent.append(box);
  const plot = make(box, 's', [
    {
      label: RATE,
      stroke: colour('apply'),
      width: 2,
      // A single value is no line.
      points: { show: (_, __, from, to) => from === to, size: 7 },
      fill: `${colour('apply')}22`,
    },
  ]);
  return {
    plot,
    update(run) {
      plot.setData(interrupted(run.curves.get(RATE) ?? EMPTY));
    },
  };
}

function make(box: HTMLElement, unit: string, series: uPlot.Series[]): uPlot {
  const axis = (): uPlot.Axis => ({
    stroke: colour('faint'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
    size: 56,
    values: (_, ticks) => ticks.map((tick) => short(tick)),
  });
  const options: uPlot.Options = {
    width: box.clientWidth,
    height: HEIGHT,
    scales: { x: { time: false } },
    axes: [
      {
        ...axis(),
        size: 32,
        values: (_, ticks) => ticks.map((tick) => (unit === 's' ? `${tick} s` : String(tick))),
      },
      axis(),
    ],
    series: [{ label: unit === 's' ? 'seconds' : 'step' }, ...series],
  };
  const plot = new uPlot(options, [[], ...series.map(() => [])], box);
  new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT })).observe(box);
  return plot;
}

/** Two curves over one axis. */
function joined(x: readonly number[], y: readonly (number | null)[], other: Curve): uPlot.AlignedData {
  const [first, second] = [
    new Map(x.map((at, i) => [at, y[i]])),
    new Map(other.x.map((at, i) => [at, other.y[i]])),
  ];
  const all = [...new Set([...x, ...other.x])].sort((a, b) => a - b);
  return [all, all.map((at) => first.get(at) ?? null), all.map((at) => second.get(at) ?? null)];
}

/** Seconds without a value that interrupt a line. */
const LONGEST_SPAN = 5;

/** The curve with an interruption wherever nothing was measured for long: it paused, or recovered. */
function interrupted({ x, y }: Curve): uPlot.AlignedData {
  const usual = ((x.at(-1) ?? 0) - (x[0] ?? 0)) / Math.max(1, x.length);
  const points = x.flatMap((at, i): [number, number | null][] => {
    const before = x[i - 1] ?? at;
    const isBroken = at - before > Math.max(LONGEST_SPAN, 5 * usual);
    const point: [number, number | null] = [at, y[i] ?? null];
    return isBroken ? [[(before + at) / 2, null], point] : [point];
  });
  return [points.map(([at]) => at), points.map(([, value]) => value)];
}

/** A mean of neighbours: the loss of single batches is a cloud. */
function smooth(values: readonly number[]): number[] {
  const weight = Math.min(0.95, 1 - 8 / Math.max(9, values.length));
  let mean = values[0] ?? 0;
  return values.map((value) => {
    mean = weight * mean + (1 - weight) * value;
    return mean;
  });
}
