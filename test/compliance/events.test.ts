/** What every outlet of a run's events promises: the run directory, with nothing else about, and NATS. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EventBus } from '../../coordinator/events/bus.ts';
import { NatsLink } from '../../coordinator/events/nats.ts';
import type { EventOutlet } from '../../coordinator/events/outlet.ts';
import { RunDirectory } from '../../coordinator/store/run-directory.ts';
import type { RunEvent } from '../../proto/events.ts';
import { temporaryFolder } from '../support/lockstep.ts';
import { natsIsHere, natsServer } from '../support/nats.ts';

interface Rig {
  open(runId: string): Promise<EventOutlet>;
  /** What has come out for a run, in order. */
  events(runId: string): Promise<unknown[]>;
}

async function directories(): Promise<Rig> {
  const folder = temporaryFolder();
  const opened = new Map<string, RunDirectory>();
  return {
    async open(runId) {
      const known = opened.has(runId);
      const directory = await (known ? RunDirectory.reopen : RunDirectory.create)(join(folder, runId));
      opened.set(runId, directory);
      // As a coordinator does that leads the run.
      await directory.events.replay({});
      return directory.events;
    },
    async events(runId) {
      const found: RunEvent[] = [];
      const fold = {
        hear: (event: RunEvent) => void found.push(event),
        save: () => found,
        restore: () => {},
      };
      const directory = await RunDirectory.reopen(opened.get(runId)!.path);
      await directory.events.replay({ fold });
      await directory.close();
      return found;
    },
  };
}

async function nats(): Promise<Rig> {
  const server = await natsServer();
  let term = 0;
  return {
    open: (runId) =>
      NatsLink.open({
        url: server.url,
        runId,
        term: ++term,
        onDropped: () => expect.fail('an event was dropped'),
        onCommand: async () => ({ ok: true, message: '' }),
        onFenced: (error) => expect.fail(error.message),
      }),
    events: (runId) => server.events(runId),
  };
}

const rigs = [
  { name: 'the run directory', isHere: true, rig: directories },
  { name: 'NATS (needs nats-server)', isHere: natsIsHere, rig: nats },
];

/** A run's events as the bus gives them, each of its own kind and number. */
function publish(runId: string, outlets: readonly EventOutlet[], from: number, to: number): RunEvent[] {
  const heard: RunEvent[] = [];
  let time = 0;
  const bus = new EventBus(runId, () => time++);
  bus.subscribe((event) => heard.push(event));
  for (const outlet of outlets) bus.subscribe((event) => outlet.hear(event));
  for (let i = from; i < to; i++) {
    if (i % 3 === 0) bus.publish({ type: 'worker_joined', workerId: `worker-${i}`, host: 'h"\n\u2028é' });
    else if (i % 3 === 1) bus.publish({ type: 'epoch_ended', epoch: i, logs: { loss: 1 / i }, seconds: 1 });
    else bus.publish({ type: 'command', order: { command: 'learning-rate', value: 0.1 * i }, from: 'NATS' });
  }
  return heard;
}

describe.each(rigs)('$name', ({ isHere, rig }) => {
  test.skipIf(!isHere)('brings out what it heard: all of it, once, in order, as it was', async () => {
    const { open, events } = await rig();
    const outlet = await open('run');
    const heard = publish('run', [outlet], 0, 300);
    await outlet.close();
    expect(await events('run')).toEqual(heard);
  });

  test.skipIf(!isHere)(
    'keeps runs apart, and goes on after what an earlier coordinator has left',
    async () => {
      const { open, events } = await rig();
      const [one, other] = [await open('one'), await open('other')];
      const first = publish('one', [one], 0, 5);
      const foreign = publish('other', [other], 5, 10);
      await one.close();
      const again = await open('one');
      const second = publish('one', [again], 10, 15);
      await Promise.all([again.close(), other.close()]);
      expect(await events('one')).toEqual([...first, ...second]);
      expect(await events('other')).toEqual(foreign);
    },
  );
});
