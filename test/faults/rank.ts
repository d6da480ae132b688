/** A worker that can be armed: its parent tells it over IPC where inside a step to die, or to slow down. */

import { setTimeout as delay } from 'node:timers/promises';
import { NO_PREPARATION } from '../../proto/preparation.ts';
import type { TrainParts } from '../../worker/trainer/context.ts';
import { train } from '../../worker/trainer/train.ts';
import { runWorker } from '../../worker/worker.ts';
import { FailAt, type Fault } from './fail-at.ts';

export interface RankOptions {
  readonly coordinator: string;
  readonly token: string;
  readonly workerId: string;
  readonly cacheDir: string;
  /** Waits so long before each step, so that a run lasts longer than its arithmetic, in ms. */
  readonly paceMs: number;
}

const { paceMs, ...options } = JSON.parse(process.argv[2]!) as RankOptions;
let fault: Fault | undefined;
process.on('message', (message: Fault) => {
  fault = message;
});
const failAt = new FailAt(
  () => fault,
  () => process.kill(process.pid, 'SIGKILL'),
);
const asked = new AbortController();
process.once('SIGTERM', () => asked.abort(new Error('SIGTERM')));
process.once('disconnect', () => process.exit());
await runWorker(
  {
    ...options,
    ...{ peerHost: '127.0.0.1', peerPort: 0, threads: 1, joinDeadlineMs: 30_000 },
    onStatus: () => {},
    trainer: (trainOptions, parts, signal) => train(trainOptions, paced(failAt.wrap(parts)), signal),
  },
  asked.signal,
);
process.exit();

/** As it was, but waiting before each step. */
function paced({ feed, ...parts }: TrainParts): TrainParts {
  return {
    ...parts,
    feed: {
      takePreparation: () => NO_PREPARATION,
      lengthOf: (split) => feed.lengthOf(split),
      trainBatch: async (...args) => {
        if (paceMs > 0) await delay(paceMs);
        return await feed.trainBatch(...args);
      },
      heldOutBatch: (...args) => feed.heldOutBatch(...args),
    },
  };
}
