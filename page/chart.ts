/** One chart of lines, drawn by uPlot. */
import uPlot from 'uplot';
import { colour, html } from './dom.ts';
import { short } from './format.ts';
import type { Curve } from './run.ts';

const HEIGHT = 230;
/** Distances of ticks, of which some fits any run. */
const WHOLE = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** Where no cursor is seen. */
const AWAY = { left: -10, top: -10 };

/** Charts over the same axis show the same place: their cursors move together. */
const syncKey = ({ over }: ChartOptions) => `over-${over}`;

export interface Line {
  readonly label: string;
  /** A colour of the theme, by name. */
  readonly colour: string;
  readonly dashed?: boolean;
  /** Marks each point: there are few. */
  readonly points?: boolean;
  /** Lies behind the others, and is not named in the legend. */
  readonly faint?: boolean;
  readonly fill?: boolean;
}

export interface ChartOptions {
  readonly title: string;
  /** What lies on the horizontal axis: `step`, `epoch` or `seconds`. */
  readonly over: string;
  readonly lines: readonly Line[];
  readonly isLogarithmic?: boolean;
}

/**
 * Its legend tells the values under the cursor, and the last ones where there is no cursor. The arrow keys, Home and End
 * move the cursor of the chart that has the focus, and the values are read out; Escape takes it away.
 */
export class Chart {
  readonly element: HTMLElement;
  readonly #options: ChartOptions;
  readonly #box = html('div', { tabindex: 0, role: 'img' });
  readonly #said = html('div', { class: 'unseen', 'aria-live': 'polite' });
  #plot: uPlot | undefined;
  /** Of the point that the keyboard has come to. */
  #at: number | null = null;

  constructor(options: ChartOptions) {
    this.#options = options;
    this.element = html('div', {}, this.#box, this.#said);
    this.#box.addEventListener('keydown', (event) => this.#key(event));
  }

  /** @param curves one of each line */
  draw(curves: readonly Curve[]): void {
    this.#plot ??= this.#make();
    const positive = (y: number | null) => (this.#options.isLogarithmic && y !== null && y <= 0 ? null : y);
    const [x, ...ys] = aligned(curves);
    this.#plot.setData([x!, ...ys.map((y) => y.map(positive))]);
    this.#plot.setLegend({ idx: this.#plot.cursor.idx ?? (null as unknown as number) });
    this.#box.setAttribute('aria-label', `${this.#options.title}: ${this.#valuesAt(null)}`);
  }

  destroy(): void {
    this.#plot?.destroy();
    this.element.remove();
  }

  #make(): uPlot {
    const { over, lines, isLogarithmic } = this.#options;
    const axis = (): uPlot.Axis => ({
      stroke: colour('faint'),
      grid: { stroke: colour('line'), width: 1 },
      ticks: { show: false },
      size: 56,
      values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : short(tick))),
    });
    const options: uPlot.Options = {
      width: this.#box.clientWidth,
      height: HEIGHT,
      scales: { x: { time: false }, ...(isLogarithmic && { y: { distr: 3 } }) },
      axes: [
        {
          ...axis(),
          size: 32,
          // There is no half step.
          ...(over !== 'seconds' && { incrs: WHOLE }),
          values: (_, ticks) => ticks.map((tick) => (over === 'seconds' ? `${tick} s` : String(tick))),
        },
        axis(),
      ],
      ...(over !== 'seconds' && { cursor: { sync: { key: syncKey(this.#options), setSeries: false } } }),
      series: [
        { label: over, value: (plot, at) => short(at ?? plot.data[0].at(-1) ?? 0) },
        ...lines.map(styled),
      ],
    };
    const plot = new uPlot(options, [[], ...lines.map(() => [])], this.#box);
    new ResizeObserver(() => plot.setSize({ width: this.#box.clientWidth, height: HEIGHT })).observe(
      this.#box,
    );
    return plot;
  }

  #key(event: KeyboardEvent): void {
    const plot = this.#plot;
    const last = (plot?.data[0].length ?? 0) - 1;
    if (!plot || last < 0) return;
    const stride = event.shiftKey ? Math.max(1, Math.round(last / 20)) : 1;
    const from = this.#at ?? last;
    const to = { ArrowLeft: from - stride, ArrowRight: from + stride, Home: 0, End: last }[event.key];
    if (to === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    this.#at = to === undefined ? null : Math.min(last, Math.max(0, to));
    const x = this.#at === null ? undefined : plot.data[0][this.#at]!;
    const together = this.#options.over === 'seconds' ? [plot] : uPlot.sync(syncKey(this.#options)).plots;
    for (const one of together)
      one.setCursor(x === undefined ? AWAY : { left: one.valToPos(x, 'x'), top: HEIGHT / 2 });
    this.#said.textContent = this.#valuesAt(this.#at);
  }

  /** The values of a point in words; of the last ones without one. */
  #valuesAt(at: number | null): string {
    const { lines, over } = this.#options;
    const [x, ...ys] = this.#plot!.data;
    const parts = ys.flatMap((y, i) => {
      const value = at === null ? lastOf(y) : y[at];
      return lines[i]!.faint || value === null || value === undefined
        ? []
        : [`${lines[i]!.label} ${short(value)}`];
    });
    const place = at === null ? x.at(-1) : x[at];
    return place === undefined ? 'nothing yet' : `${parts.join(', ')} at ${over} ${short(place)}`;
  }
}

function styled(line: Line): uPlot.Series {
  const stroke = line.faint ? `${colour(line.colour)}40` : colour(line.colour);
  return {
    label: line.label,
    stroke,
    width: line.faint ? 1 : 2,
    spanGaps: line.points ?? false,
    ...(line.dashed && { dash: [6, 4] }),
    ...(line.faint && { class: 'unnamed' }),
    ...(line.fill && { fill: `${stroke}22` }),
    // A single value is no line.
    points: { show: (_, __, from, to) => !line.faint && (line.points === true || from === to), size: 7 },
    value: (plot, value, index, at) => {
      const shown = at === null ? lastOf(plot.data[index]!) : value;
      return shown === null || shown === undefined ? '–' : short(shown);
    },
  };
}

function lastOf(values: ArrayLike<number | null | undefined>): number | null {
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

/** Curves over one axis; where one has no value at another's place, it has null. */
function aligned(curves: readonly Curve[]): [number[], ...(number | null)[][]] {
  const x = [...new Set(curves.flatMap((curve) => curve.x))].sort((a, b) => a - b);
  const ys = curves.map((curve) => {
    const at = new Map(curve.x.map((place, i) => [place, curve.y[i]]));
    return x.map((place) => at.get(place) ?? null);
  });
  return [x, ...ys];
}
