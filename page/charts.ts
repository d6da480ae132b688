/** Learning curves, the gradient's norm and throughput of a run. */
import { GRADIENT_NORM, LEARNING_RATE, RATE } from '../proto/snapshot.ts';
import { Chart } from './chart.ts';
import { byId, html } from './dom.ts';
import type { Curve, Run } from './run.ts';
import { axisControl, remembered, smoothingControl } from './settings.ts';
import { smoothed } from './smoothing.ts';

const EMPTY: Curve = { x: [], y: [] };

interface Drawn {
  readonly chart: Chart;
  curves(run: Run): readonly Curve[];
}

/** One chart a log (training and validation), made when the log is first seen, and those of the run as a whole. */
export class Charts {
  readonly #charts = new Map<string, Drawn>();

  /** Puts the controls on the page. @param run gives the run that is shown, if there is one */
  constructor(run: () => Run | undefined) {
    const anew = (draw: (run: Run) => void) => () => {
      const shown = run();
      if (shown) draw(shown);
    };
    const smoothing = smoothingControl(anew((shown) => this.draw(shown)));
    const axis = axisControl(anew((shown) => this.restyle(shown)));
    byId('curves').before(html('div', { class: 'controls' }, smoothing, axis));
  }

  draw(run: Run): void {
    for (const name of run.curves.keys()) {
      if (this.#charts.has(name) || name.startsWith('val_')) continue;
      if (name !== LEARNING_RATE || varies(run.curves.get(name)!)) this.#charts.set(name, drawn(name));
    }
    for (const { chart, curves } of this.#charts.values()) chart.draw(curves(run));
  }

  /** Draws all anew: colours and the kind of an axis are part of a chart from its making. */
  restyle(run: Run): void {
    for (const { chart } of this.#charts.values()) chart.destroy();
    byId('curves').replaceChildren();
    byId('rate').replaceChildren();
    this.#charts.clear();
    this.draw(run);
  }
}

function drawn(name: string): Drawn {
  if (name === RATE) return throughput(byId('rate'));
  const parent = byId('curves');
  if (name === LEARNING_RATE || name === GRADIENT_NORM) return ofTheStep(name, parent);
  return learning(name, parent);
}

function learning(name: string, parent: HTMLElement): Drawn {
  const title = name.replaceAll('_', ' ');
  const chart = new Chart({
    title,
    over: 'step',
    isLogarithmic: remembered().isLogarithmic,
    lines: [
      { label: 'single batches', colour: 'compute', faint: true },
      { label: 'training', colour: 'compute' },
      { label: 'validation', colour: 'reduce', points: true },
    ],
  });
  parent.append(html('div', { class: 'card' }, html('h2', {}, title), chart.element));
  return {
    chart,
    curves: (run) => {
      const training = run.curves.get(name) ?? EMPTY;
      return [training, smooth(training), run.curves.get(`val_${name}`) ?? EMPTY];
    },
  };
}

function ofTheStep(name: string, parent: HTMLElement): Drawn {
  const { isLogarithmic } = remembered();
  const lines = [
    { label: 'single steps', colour: 'apply', faint: true },
    { label: name, colour: 'apply' },
  ];
  const chart = new Chart({ title: name, over: 'step', isLogarithmic, lines });
  parent.append(html('div', { class: 'card' }, html('h2', {}, name), chart.element));
  return {
    chart,
    curves: (run) => {
      const curve = run.curves.get(name) ?? EMPTY;
      return [curve, name === LEARNING_RATE ? curve : smooth(curve)];
    },
  };
}

function smooth({ x, y }: Curve): Curve {
  return { x, y: smoothed(y, remembered().smoothing) };
}

function varies({ y }: Curve): boolean {
  return y.some((value) => value !== y[0]);
}

function throughput(parent: HTMLElement): Drawn {
  const lines = [{ label: RATE, colour: 'apply', fill: true }];
  const chart = new Chart({ title: 'throughput', over: 'seconds', lines });
  parent.append(chart.element);
  return { chart, curves: (run) => [interrupted(run.curves.get(RATE) ?? EMPTY)] };
}

/** Seconds without a value that interrupt a line. */
const LONGEST_SPAN = 5;

/** The curve with an interruption wherever nothing was measured for long: it paused, or recovered. */
function interrupted({ x, y }: Curve): Curve {
  const usual = ((x.at(-1) ?? 0) - (x[0] ?? 0)) / Math.max(1, x.length);
  const points = x.flatMap((at, i): [number, number | null][] => {
    const before = x[i - 1] ?? at;
    const isBroken = at - before > Math.max(LONGEST_SPAN, 5 * usual);
    const point: [number, number | null] = [at, y[i] ?? null];
    return isBroken ? [[(before + at) / 2, null], point] : [point];
  });
  return { x: points.map(([at]) => at), y: points.map(([, value]) => value) };
}
