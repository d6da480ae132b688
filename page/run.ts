/** The run as the page knows it: what the coordinator sent at first, with all changes since. */
import type {
  EpochConfusion,
  EpochRow,
  Gap,
  Happening,
  Head,
  Snapshot,
  ViewChange,
} from '../proto/snapshot.ts';

/** `y` is null where the line is interrupted. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

const MOST_HAPPENINGS = 500;

export class Run {
  head: Head;
  readonly curves: ReadonlyMap<string, Curve>;
  readonly #points = new Map<string, { readonly x: number[]; readonly y: number[] }>();
  /** Newest last. */
  happened: Happening[] = [];
  gaps: readonly Gap[] = [];
  readonly epochRows: readonly EpochRow[];
  /** Oldest first. */
  confusions: readonly EpochConfusion[] = [];

  constructor(change: ViewChange | Snapshot) {
    this.epochRows = 'epochRows' in change ? change.epochRows : [];
    this.head = change.head;
    this.curves = this.#points;
    this.apply(change);
  }

  apply({ head, series, happened, gaps, confusions }: ViewChange): void {
    this.head = head;
    this.gaps = gaps;
    this.confusions = [...this.confusions, ...confusions];
    for (const [name, { from, x, y }] of Object.entries(series)) {
      const curve = this.#points.get(name) ?? { x: [], y: [] };
      curve.x.splice(from, Number.POSITIVE_INFINITY, ...x);
      curve.y.splice(from, Number.POSITIVE_INFINITY, ...y);
      this.#points.set(name, curve);
    }
    this.happened = [...this.happened, ...happened.items].slice(-MOST_HAPPENINGS);
  }
}
