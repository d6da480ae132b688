import { expect, test } from 'vitest';
import { LockstepError } from '../../base/errors.ts';
import type { RunEvent } from '../../proto/events.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { CommandDesk } from '../commands/desk.ts';
import { EventBus } from '../events/bus.ts';
import { NO_ORDERS } from '../store/orders.ts';
import { Ending } from './ending.ts';
import { Roster } from './roster.ts';

const SIGNAL = new LockstepError('ABORTED', 'stopped by SIGTERM');
const WORKER = { workerId: 'a', host: 'h' };

/** An ending of a run with one worker, and what became of all who hear of it. */
function ending(leads: () => void = () => {}) {
  const events: RunEvent[] = [];
  const sent: lockstep.v1.Directive.$Properties[] = [];
  let closed = false;
  const bus = new EventBus('run');
  bus.subscribe((event) => events.push(event));
  const roster = new Roster(() => 0, { workerLost: () => {}, generationBroken: () => {} }, undefined);
  roster.join(WORKER.workerId);
  const session = {
    send: (directive: lockstep.v1.Directive.$Properties) => sent.push(directive),
    close: () => (closed = true),
  };
  roster.attach(WORKER.workerId, session as never, {});
  const journal = { expectToLead: leads };
  const desk = new CommandDesk({ append: () => {} } as never, bus, NO_ORDERS);
  const it = new Ending({ journal, bus, roster, desk });
  return { it, types: () => events.map(({ type }) => type), sent, isClosed: () => closed };
}

test('a coordinator that is asked to go interrupts the run; its workers stay for the next one', async () => {
  const { it, types, sent, isClosed } = ending();
  it.interrupt(SIGNAL, 'stay');
  await expect(it.done).rejects.toBe(SIGNAL);
  expect([types(), sent, isClosed()]).toEqual([['run_interrupted'], [], true]);
  expect([it.left, it.stop]).toEqual([SIGNAL, undefined]);
});

test('where the user ends the run, its workers end too', async () => {
  const { it, types, sent, isClosed } = ending();
  it.interrupt(SIGNAL, 'end');
  await expect(it.done).rejects.toBe(SIGNAL);
  expect([types(), isClosed()]).toEqual([['run_interrupted'], true]);
  expect(sent).toMatchObject([{ stop: { code: 'ABORTED' } }]);
});

test('a run that has ended cannot be interrupted, nor can one that another coordinator leads', async () => {
  const failed = ending();
  failed.it.fail(new LockstepError('BAD_DATA', 'a label is missing'));
  failed.it.interrupt(SIGNAL, 'stay');
  await expect(failed.it.done).rejects.toMatchObject({ code: 'BAD_DATA' });
  expect(failed.types()).toEqual(['run_failed']);

  const replaced = new LockstepError('ABORTED', 'another coordinator leads the run');
  const other = ending(() => {
    throw replaced;
  });
  other.it.interrupt(SIGNAL, 'end');
  await expect(other.it.done).rejects.toBe(replaced);
  expect([other.types(), other.sent]).toEqual([[], []]);
});
