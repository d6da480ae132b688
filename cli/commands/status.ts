/** `lockstep status` as lines for a person. No I/O. */
import { styleText } from 'node:util';
import type { RunState, RunStatus, WorkerStatus } from '../../proto/commands.ts';
import { formatDuration, formatRate, formatValue } from '../terminal/progress.ts';

const BAR_WIDTH = 30;
type Style = Parameters<typeof styleText>[0];

const STATE_STYLE: Record<RunState, Style> = {
  waiting: 'gray',
  training: 'green',
  paused: 'yellow',
  recovering: 'yellow',
  finished: 'green',
  interrupted: 'yellow',
  failed: 'red',
};
const PHASES = ['data', 'compute', 'reduce', 'apply'] as const;

interface Options {
  readonly color: boolean;
  /** In ms since 1970. */
  readonly now: number;
}

export function statusLines(status: RunStatus, { color, now }: Options): string[] {
  const paint = (style: Style, text: string) => (color ? styleText(style, text) : text);
  const { state, step, totalSteps, samplesPerSecond, secondsLeft, learningRate, checkpoint } = status;
  const done = totalSteps > 0 ? step / totalSteps : 0;
  const filled = Math.round(BAR_WIDTH * done);
  const bar = paint('green', '━'.repeat(filled)) + paint('gray', '━'.repeat(BAR_WIDTH - filled));
  const speed = [
    samplesPerSecond !== null && `${formatRate(samplesPerSecond)} samples/s`,
    secondsLeft !== null && `${formatDuration(secondsLeft)} to go`,
  ];
  const figures: [string, string][] = [
    ['progress', [`${bar} ${Math.floor(100 * done)} %`, ...speed.filter(Boolean)].join(' - ')],
    ['epoch', `${status.epoch}/${status.epochs}, step ${step}/${totalSteps}`],
  ];
  const logs = Object.entries(status.logs).map(([name, value]) => `${name}: ${formatValue(value)}`);
  if (logs.length > 0) figures.push(['values', logs.join(' - ')]);
  if (learningRate !== null) figures.push(['rate', `learning rate ${Number(learningRate.toPrecision(6))}`]);
  if (checkpoint) {
    const age = formatDuration(Math.max(0, now - checkpoint.time) / 1000);
    figures.push(['checkpoint', `step ${checkpoint.step}, ${age} ago`]);
  }
  const recoveries = status.recoveries === 1 ? '1 recovery' : `${status.recoveries} recoveries`;
  figures.push(['generation', `${status.generation}, ${recoveries}`]);
  return [
    `${paint('bold', status.runId)}  ${paint(['bold', STATE_STYLE[state]].flat() as Style, state)}  ${paint('gray', status.reason)}`,
    `${status.job} on ${status.dataset}`,
    ...figures.map(([name, text]) => `  ${paint('gray', name.padEnd(11))} ${text}`),
    ...status.workers.map((worker) => workerLine(worker, paint)),
  ];
}

function workerLine(
  { id, rank, state, phases }: WorkerStatus,
  paint: (style: Style, text: string) => string,
): string {
  const style = state === 'lost' ? 'red' : state === 'training' ? 'green' : 'gray';
  const name = rank === null ? '-' : `rank ${rank}`;
  const times = phases
    ? PHASES.map((phase) => `${phase === 'reduce' ? 'all-reduce' : phase} ${(phases[phase] ?? 0).toFixed(1)}`)
    : [];
  const detail = times.length > 0 ? `  ${times.join('  ')} ms` : '';
  return `  ${paint('gray', name.padEnd(11))} ${id}  ${paint(style, state)}${detail}`;
}
