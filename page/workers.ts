/** The workers: as a ring, and the time of their steps by phase. */
import { bottleneckOf, MUCH_WAITING } from '../proto/preparation.ts';
import type { WorkerView } from '../proto/snapshot.ts';
import { byId, html, svg } from './dom.ts';
import type { Run } from './run.ts';

const PHASES = ['data', 'compute', 'reduce', 'apply'] as const;
/** Names of more workers than these would cover each other. */
const MOST_NAMED = 16;

/** The members in a ring, as gradients travel; who is outside of the generation stands beside it. */
export function drawMembers({ head }: Run): void {
  const members = head.workers.filter(({ rank }) => rank !== null);
  const all = [...members, ...head.workers.filter(({ rank }) => rank === null)];
  const radius = Math.max(5, Math.min(18, 220 / Math.max(1, all.length)));
  const place = (i: number): [number, number] => {
    const angle = (2 * Math.PI * i) / Math.max(1, all.length) - Math.PI / 2;
    return [240 + 165 * Math.cos(angle), 105 + 70 * Math.sin(angle)];
  };
  const parts: SVGElement[] = [];
  for (let i = 0; i < members.length && members.length > 1; i++) {
    const [[x1, y1], [x2, y2]] = [place(i), place((i + 1) % members.length)];
    parts.push(svg('line', { x1, y1, x2, y2, class: 'link' }));
  }
  for (const [i, worker] of all.entries()) {
    const [x, y] = place(i);
    const circle = svg('circle', { cx: x, cy: y, r: radius, class: worker.state });
    circle.append(svg('title', {}, `${worker.id}: ${worker.state}${worker.device && `, ${worker.device}`}`));
    parts.push(circle);
    if (worker.rank !== null && radius > 9)
      parts.push(svg('text', { x, y: y + 4, class: 'rank' }, String(worker.rank)));
    if (all.length <= MOST_NAMED) parts.push(svg('text', { x, y: y + radius + 15 }, worker.id));
  }
  const drawing = byId('members');
  drawing.setAttribute('aria-label', all.map(({ id, state }) => `${id} ${state}`).join(', '));
  drawing.replaceChildren(...parts);
}

/** Bars of the step's phases, one a rank: smoothed while it trains, the mean of all steps in a report. */
export function drawPhases({ head }: Run, overAll: boolean): void {
  const timed = head.workers.flatMap((worker) => {
    const ms = phasesOf(worker, overAll);
    return ms ? [{ worker, ms }] : [];
  });
  const total = (ms: Readonly<Record<string, number>>) =>
    PHASES.reduce((sum, phase) => sum + (ms[phase] ?? 0), 0);
  const longest = Math.max(1e-9, ...timed.map(({ ms }) => total(ms)));
  byId('ranks').replaceChildren(
    ...timed.map(({ worker, ms }) => {
      const bar = html('div', { class: 'phases' });
      const slowest = bottleneckOf(worker.seconds);
      for (const phase of PHASES) {
        const why = phase === 'data' && slowest ? `; what takes the longest is ${slowest}` : '';
        const part = html('div', { title: `${phase}: ${(ms[phase] ?? 0).toFixed(2)} ms${why}` });
        part.style.width = `${(100 * (ms[phase] ?? 0)) / longest}%`;
        part.style.background = `var(--${phase})`;
        bar.append(part);
      }
      const name = `${worker.rank ?? '–'} · ${worker.id}`;
      return html(
        'div',
        { class: 'rank' },
        html('div', { class: 'name', title: worker.device }, name),
        bar,
        html('div', { class: 'right' }, `${total(ms).toFixed(1)} ms`),
      );
    }),
    ...waitingFor(head.workers),
  );
}

/** Says what holds the run up, where it waits for data for much of its time. */
function waitingFor(workers: readonly WorkerView[]): HTMLElement[] {
  const sums: Record<string, number> = {};
  for (const { seconds } of workers) {
    for (const [name, value] of Object.entries(seconds)) sums[name] = (sums[name] ?? 0) + value;
  }
  const spent = PHASES.reduce((sum, phase) => sum + (sums[phase] ?? 0), 0);
  const share = (sums.data ?? 0) / spent;
  if (!(share > MUCH_WAITING)) return [];
  const slowest = bottleneckOf(sums);
  const why = slowest === undefined ? '' : `; what takes the longest is ${slowest}`;
  return [
    html(
      'p',
      { class: 'faint' },
      `${Math.round(100 * share)} % of the time goes by in waiting for data${why}`,
    ),
  ];
}

function phasesOf(
  { phases, seconds, steps }: WorkerView,
  overAll: boolean,
): Readonly<Record<string, number>> | null {
  if (!overAll) return phases;
  if (steps === 0) return null;
  return Object.fromEntries(Object.entries(seconds).map(([phase, sum]) => [phase, (1000 * sum) / steps]));
}
