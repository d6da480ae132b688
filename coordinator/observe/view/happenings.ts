import { describeOrder } from '../../../proto/commands.ts';
import { mirrorBehind, type RunEvent } from '../../../proto/events.ts';
import type { Happening } from '../../../proto/snapshot.ts';

/** An event in words, for timelines; undefined for frequent ones such as steps. */
export function describeEvent(event: RunEvent): Happening | undefined {
  const say = (kind: Happening['kind'], text: string) => ({ time: event.time, kind, text });
  switch (event.type) {
    case 'run_started':
      return say('note', event.term > 1 ? `coordinator ${event.term} takes the run over` : 'run started');
    case 'worker_joined':
      return say('note', `${event.workerId} joined from ${event.host}`);
    case 'worker_lost':
      return say('bad', `${event.workerId} is lost: ${event.reason}`);
    case 'worker_held_back':
      return say('bad', `${event.workerId} is held back: ${event.reason}`);
    case 'waiting':
      return say('note', `waiting: ${event.reason}`);
    case 'straggler': {
      const { workerId, score, straggling } = event;
      if (!straggling) return say('good', `${workerId} has caught up`);
      return say('bad', `${workerId} straggles: ${score.toFixed(1)} times as slow as the median rank`);
    }
    case 'checkpoint_failed':
      return say('bad', `${event.path}: ${event.reason}`);
    case 'mirror_behind':
      return say('bad', mirrorBehind(event));
    case 'mirror_caught_up':
      return say('good', 'the mirror has caught up');
    case 'generation_formed': {
      const { generation, members, nextStep, paused } = event;
      const ranks = members.length === 1 ? '1 rank' : `${members.length} ranks`;
      return say('good', `generation ${generation}: ${ranks} at step ${nextStep}${paused ? ', paused' : ''}`);
    }
    case 'generation_broken':
      // A planned break is explained by the event that it was planned for.
      return event.planned ? undefined : say('bad', `generation ${event.generation} broke: ${event.reason}`);
    case 'recovered':
      return say(
        'good',
        `training again at step ${event.step}, ${event.seconds.toFixed(1)} s after the break`,
      );
    case 'command':
      return say('order', `${describeOrder(event.order)}, asked by ${event.from}`);
    case 'epoch_ended':
      return say('epoch', `epoch ${event.epoch + 1}: ${inWords(event.logs)}`);
    case 'checkpoint_saved':
      return say('checkpoint', `checkpoint of step ${event.step} stored`);
    case 'run_finished': {
      const { stopped, tested = {} } = event.summary;
      const ended = stopped ? `run ended early: ${stopped}` : 'run finished';
      return say('good', Object.keys(tested).length > 0 ? `${ended}; ${inWords(tested)}` : ended);
    }
    case 'run_interrupted':
      return say('note', `run interrupted: ${event.reason}`);
    case 'run_failed':
      return say('bad', event.message);
    default:
      return undefined;
  }
}

function inWords(logs: Readonly<Record<string, number>>): string {
  return Object.entries(logs)
    .map(([name, value]) => `${name} ${Number(value).toPrecision(4)}`)
    .join(', ');
}
