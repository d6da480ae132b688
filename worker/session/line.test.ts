import { expect, test } from 'vitest';
import { LockstepError } from '../../base/errors.ts';
import type { CoordinatorLink, SessionEvents } from './client.ts';
import { Line } from './line.ts';

/** A line whose first stream has ended, and whose coordinator refuses to register it with `refusals` in turn. */
async function afterRefusals(...refusals: readonly LockstepError[]) {
  const left = [...refusals];
  let streams = 0;
  let end: SessionEvents['onEnd'] = () => {};
  const client = {
    openSession: (events: SessionEvents) => {
      streams++;
      end = events.onEnd;
      return { send: () => {}, end: async () => {} };
    },
  };
  const gone = await new Promise<LockstepError | undefined>((resolve) => {
    const line = new Line(client as unknown as CoordinatorLink, {
      register: async () => {
        const refusal = left.shift();
        if (refusal) throw refusal;
        resolve(undefined);
      },
      greeting: () => [{}],
      onDirective: () => {},
      onGone: (error) => {
        line.settle();
        resolve(error);
      },
    });
    end(undefined);
  });
  return { gone, streams };
}

test('a worker gives up where the coordinator says that the run is over', async () => {
  const over = new LockstepError('RUN_OVER', 'nothing is left to do');
  expect(await afterRefusals(over)).toEqual({ gone: over, streams: 1 });
});

test('a worker registers anew after any other refusal that may pass, whatever its words are', async () => {
  const { gone } = await afterRefusals(new LockstepError('ABORTED', 'another coordinator took over'));
  expect(gone).toBeUndefined();
});
