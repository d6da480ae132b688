/** Learning curves in a terminal, drawn with Braille dots. Pure. */
import { styleText } from 'node:util';
import { extentOf } from '../../base/extent.ts';
import type { EpochLogs } from '../../coordinator/store/history.ts';

export interface ChartOptions {
  readonly columns: number;
  readonly color: boolean;
}

const ROWS = 7;
const MOST_PANELS = 2;
const WIDEST_PANEL = 56;
const NARROWEST_PANEL = 34;
const AXIS = 8;
/** A cell of Braille has 2 by 4 dots: their bits, row by row. */
const DOTS = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];
const SERIES = [
  { prefix: '', label: 'train', colour: 'blue' },
  { prefix: 'val_', label: 'val', colour: 'yellow' },
] as const;

/**
 * Loss and first metric over the epochs, side by side where there is room; nothing for fewer than two epochs.
 */
export function chartLines(epochs: readonly EpochLogs[], { columns, color }: ChartOptions): string[] {
  if (epochs.length < 2) return [];
  const keys = Object.keys(epochs.at(-1)!.logs).filter((key) => key !== 'learning_rate');
  const names = [...new Set(keys.map((key) => key.replace(/^val_/, '')))];
  const shown = names.sort((a, b) => rank(a) - rank(b)).slice(0, MOST_PANELS);
  const beside = Math.min(WIDEST_PANEL, Math.floor((columns - 1) / shown.length) - 2);
  const width = beside >= NARROWEST_PANEL ? beside : Math.min(WIDEST_PANEL, columns - 1);
  const panels = shown.map((name) => panel(name, epochs, width, color));
  if (width > beside) return panels.flat();
  return panels[0]!.map((_, row) => panels.map((lines) => lines[row]).join('  '));
}

/** The loss, then accuracies, then the rest. */
function rank(name: string): number {
  return name === 'loss' ? 0 : name.endsWith('accuracy') ? 1 : name.endsWith('loss') ? 2 : 3;
}

function panel(name: string, epochs: readonly EpochLogs[], width: number, color: boolean): string[] {
  const paint = (colour: 'blue' | 'yellow' | 'gray', text: string) =>
    color ? styleText(colour, text) : text;
  const series = SERIES.map(({ prefix, label, colour }) => {
    const points = epochs.flatMap(({ epoch, logs }) => {
      const value = logs[prefix + name];
      return value !== undefined && Number.isFinite(value) ? [{ epoch, value }] : [];
    });
    return { label, colour, points };
  }).filter(({ points }) => points.length > 0);
  const values = series.flatMap(({ points }) => points.map(({ value }) => value));
  const [low, high] = extentOf(values);
  const [first, last] = [epochs[0]!.epoch, epochs.at(-1)!.epoch];
  const cells = width - AXIS;
  const canvas = new Canvas(cells, ROWS);
  for (const { colour, points } of series) {
    const dots = points.map(({ epoch, value }) => ({
      x: Math.round(((2 * cells - 1) * (epoch - first)) / (last - first)),
      y: Math.round(((4 * ROWS - 1) * (high - value)) / (high - low || 1)),
    }));
    canvas.draw(dots, colour);
  }
  const titles = [name, ...series.map(({ label, colour }) => `${paint(colour, '━')} ${label}`)];
  const bare = [name, ...series.map(({ label }) => `━ ${label}`)].join('  ');
  const title = ' '.repeat(AXIS) + titles.join('  ') + ' '.repeat(Math.max(0, cells - bare.length));
  const ticks = new Map([
    [0, high],
    [(ROWS - 1) / 2, (low + high) / 2],
    [ROWS - 1, low],
  ]);
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const tick = ticks.get(row);
    const axis = tick === undefined ? '│'.padStart(AXIS) : `${axisLabel(tick).padStart(AXIS - 2)} ┤`;
    return paint('gray', axis) + canvas.row(row, paint);
  });
  const start = `${first + 1}`.padEnd(Math.floor(cells / 2) - 2);
  const end = `${last + 1}`.padStart(cells - start.length - 'epoch'.length);
  const below = `${' '.repeat(AXIS)}${start}epoch${end}`;
  return [title, ...rows, paint('gray', below)];
}

function axisLabel(value: number): string {
  const text = Number(value.toPrecision(3)).toString();
  return text.length <= AXIS - 2 ? text : value.toExponential(0);
}

/** Dots in cells; a cell has the colour that was drawn last. */
class Canvas {
  readonly #cells: number;
  readonly #bits: Uint8Array;
  readonly #colours: (undefined | 'blue' | 'yellow')[];

  constructor(cells: number, rows: number) {
    this.#cells = cells;
    this.#bits = new Uint8Array(cells * rows);
    this.#colours = new Array(cells * rows);
  }

  /** Joins dots by straight lines. */
  draw(dots: readonly { x: number; y: number }[], colour: 'blue' | 'yellow'): void {
    for (const [i, to] of dots.entries()) {
      const from = dots[Math.max(0, i - 1)]!;
      const steps = Math.max(1, Math.abs(to.x - from.x), Math.abs(to.y - from.y));
      for (let k = 0; k <= steps; k++) {
        const x = Math.round(from.x + ((to.x - from.x) * k) / steps);
        const y = Math.round(from.y + ((to.y - from.y) * k) / steps);
        const cell = (y >> 2) * this.#cells + (x >> 1);
        this.#bits[cell]! |= DOTS[2 * (y & 3) + (x & 1)]!;
        this.#colours[cell] = colour;
      }
    }
  }

  row(row: number, paint: (colour: 'blue' | 'yellow', text: string) => string): string {
    return Array.from({ length: this.#cells }, (_, i) => {
      const cell = row * this.#cells + i;
      const colour = this.#colours[cell];
      const text = colour ? String.fromCharCode(0x2800 + this.#bits[cell]!) : ' ';
      return colour ? paint(colour, text) : text;
    }).join('');
  }
}
