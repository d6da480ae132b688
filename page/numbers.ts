/** The head of the page: what runs, how far it is, and its figures. */
import { plural } from '../base/plural.ts';
import { isAtRest } from '../proto/snapshot.ts';
import { byId, html } from './dom.ts';
import { duration, precise, short } from './format.ts';
import type { Run } from './run.ts';

export function drawHead({ head }: Run): void {
  const { job, dataset, substitute, state, step, totalSteps } = head;
  document.title = `${state} · ${job || 'Lockstep'}`;
  byId('job').textContent = job || 'Lockstep';
  byId('about').textContent =
    `${head.runId} · ${dataset}${substitute ? ' (generated: it stands in for the real set)' : ''}`;
  byId('state').textContent = state;
  byId('state').className = `state ${state}`;
  const percent = totalSteps > 0 ? (100 * step) / totalSteps : 0;
  byId('progress').style.width = `${percent}%`;
  byId('bar').setAttribute('aria-valuenow', percent.toFixed(0));
}

export function drawNumbers({ head }: Run): void {
  const {
    epoch,
    epochs,
    step,
    totalSteps,
    samplesPerSecond,
    secondsLeft,
    learningRate,
    checkpoint,
    now,
    seconds,
  } = head;
  const working = head.workers.filter(({ rank }) => rank !== null).length;
  const over = isAtRest(head.state);
  const trained = head.workers.reduce((sum, { samples }) => sum + samples, 0);
  const cards: [string, string][] = [
    [`${epoch}/${epochs}`, 'epoch'],
    [`${step}`, `of ${totalSteps} steps`],
    over
      ? [trained > 0 ? short(trained / seconds) : '–', 'samples/s over all']
      : [samplesPerSecond === null ? '–' : short(samplesPerSecond), 'samples/s'],
    over ? [duration(seconds), 'in all'] : [secondsLeft === null ? '–' : duration(secondsLeft), 'to go'],
    ...Object.entries(head.logs).map(([name, value]): [string, string] => [
      precise(value),
      name.replaceAll('_', ' '),
    ]),
    [learningRate === null ? '–' : String(Number(learningRate.toPrecision(3))), 'learning rate'],
    [`${working}`, `workers, generation ${head.generation}`],
    ...scalingCard(head.scaling),
    [
      `${head.recoveries}`,
      `${head.recoveries === 1 ? 'recovery' : 'recoveries'}, ${plural(head.repeatedSteps, 'step')} repeated`,
    ],
    [
      checkpoint ? `${checkpoint.step}` : '–',
      checkpoint ? `checkpoint, ${duration((now - checkpoint.time) / 1000)} old` : 'no checkpoint yet',
    ],
  ];
  byId('numbers').replaceChildren(
    ...cards.map(([value, label]) =>
      html('div', { class: 'card' }, html('b', {}, value), html('span', {}, label)),
    ),
  );
}

function scalingCard(scaling: Run['head']['scaling']): [string, string][] {
  if (!scaling) return [];
  return [[`${(100 * scaling.efficiency).toFixed(0)} %`, `of a worker alone; ${scaling.wanted} wanted`]];
}
