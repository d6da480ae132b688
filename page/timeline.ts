/** Faults, recoveries and whatever else happened: as a strip over the time, and in words. */
import type { Happening } from '../proto/snapshot.ts';
import { byId, html, svg } from './dom.ts';
import { clock, duration } from './format.ts';
import type { Run } from './run.ts';

/** Marks by kind, each with a shape of its own: colour alone would not tell them apart for everyone. */
const MARKS: Partial<Record<Happening['kind'], (x: number) => string>> = {
  bad: (x) => `M${x - 6} 8l12 12m0 -12l-12 12`,
  order: (x) => `M${x} 6l7 8l-7 8l-7 -8z`,
  checkpoint: (x) => `M${x - 4} 58h8v8h-8z`,
  epoch: (x) => `M${x} 28v26`,
};

/** The newest happening in the list. */
let shown: Happening | undefined;

export function drawTimeline(run: Run): void {
  drawStrip(run);
  // The list is long, and whoever reads in it should not be disturbed: only when it has grown.
  const newest = run.happened.at(-1);
  if (newest === shown) return;
  shown = newest;
  const items = run.happened.map(({ time, kind, text }) =>
    html('li', {}, html('time', {}, clock(time)), html('span', { class: kind }, text)),
  );
  byId('happened').replaceChildren(...items.reverse());
}

function drawStrip({ head, gaps, happened }: Run): void {
  const [from, until] = [head.startedAt, Math.max(head.now, head.startedAt + 1)];
  const strip = byId('strip');
  const width = strip.clientWidth;
  strip.setAttribute('viewBox', `0 0 ${width} 90`);
  const x = (time: number) => Math.round((width * (Math.max(from, time) - from)) / (until - from));
  const parts: SVGElement[] = [svg('rect', { x: 0, y: 28, width, height: 26, rx: 4, class: 'trained' })];
  for (const gap of gaps) {
    const end = gap.until ?? until;
    const length = Math.max(3, x(end) - x(gap.from));
    const rect = svg('rect', { x: x(gap.from), y: 28, width: length, height: 26, class: gap.kind });
    rect.append(svg('title', {}, `${gap.kind} for ${duration((end - gap.from) / 1000)}`));
    parts.push(rect);
  }
  for (const { time, kind, text } of happened) {
    const mark = MARKS[kind];
    if (!mark) continue;
    const path = svg('path', { d: mark(x(time)), class: kind });
    path.append(svg('title', {}, `${clock(time)} ${text}`));
    parts.push(path);
  }
  for (const [at, anchor] of [
    [from, 'start'],
    [(from + until) / 2, 'middle'],
    [until, 'end'],
  ] as const) {
    parts.push(
      svg(
        'text',
        { x: x(at), y: 84, 'text-anchor': anchor },
        at === from ? clock(from) : `+${duration((at - from) / 1000)}`,
      ),
    );
  }
  strip.replaceChildren(...parts);
}
