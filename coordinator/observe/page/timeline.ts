/** Faults, recoveries and whatever else happened: as a strip over the time, and in words. */
import type { Happening } from '../view/snapshot.ts';
import { byId, html, svg } from './dom.ts';
import { clock, duration } from './format.ts';
import type { Run } from './run.ts';

const WIDTH = 1000;
/** Marks by kind, each with a shape of its own: colour alone would not tell them apart for everyone. */
const MARKS: Partial<Record<Happening['kind'], { y: number; draw: (x: number) => string }>> = {
  bad: { y: 14, draw: (x) => `M${x - 6} 8l12 12m0 -12l-12 12` },
  order: { y: 14, draw: (x) => `M${x} 6l7 8l-7 8l-7 -8z` },
  checkpoint: { y: 62, draw: (x) => `M${x - 4} 58h8v8h-8z` },
  epoch: { y: 62, draw: (x) => `M${x} 28v26` },
};

export function drawTimeline(run: Run): void {
  drawStrip(run);
  const items = run.happened.map(({ time, kind, text }) =>
    html('li', {}, html('time', {}, clock(time)), html('span', { class: kind }, text)),
  );
  byId('happened').replaceChildren(...items.reverse());
}

function drawStrip({ head, gaps, happened }: Run): void {
  const [from, until] = [head.startedAt, Math.max(head.now, head.startedAt + 1)];
  const x = (time: number) => Math.round((WIDTH * (Math.max(from, time) - from)) / (until - from));
  const parts: SVGElement[] = [
    svg('rect', { x: 0, y: 28, width: WIDTH, height: 26, rx: 4, class: 'trained' }),
  ];
  for (const gap of gaps) {
    const end = gap.until ?? until;
    const width = Math.max(3, x(end) - x(gap.from));
    const rect = svg('rect', { x: x(gap.from), y: 28, width, height: 26, class: gap.kind });
    rect.append(svg('title', {}, `${gap.kind} for ${duration((end - gap.from) / 1000)}`));
    parts.push(rect);
  }
  for (const { time, kind, text } of happened) {
    const mark = MARKS[kind];
    if (!mark) continue;
    const path = svg('path', { d: mark.draw(x(time)), class: kind });
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
  byId('strip').replaceChildren(...parts);
}
