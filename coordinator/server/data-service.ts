import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { toStatus } from '../../proto/status.ts';
import type { Coordinator } from '../run/coordinator.ts';

type Request = lockstep.v1.ReadRequest;
/** Whose data is served. */
type Served = Pick<Coordinator, 'dataset'> & { readonly config: Pick<Coordinator['config'], 'runId'> };
type Call = ServerWritableStream<Request, lockstep.v1.RecordPiece.$Properties>;

/** The Data service: sends records of the run's data set in bounded pieces, as fast as the worker reads them. */
export function dataHandlers(coordinator: Served) {
  return {
    read(call: Call): void {
      send(coordinator, call).then(
        () => call.end(),
        (error) => call.destroy(statusError(error)),
      );
    },
  };
}

async function send(coordinator: Served, call: Call): Promise<void> {
  const { runId, split: name, records } = call.request;
  if (runId !== coordinator.config.runId) {
    throw new LockstepError(
      'BAD_INPUT',
      `this coordinator leads run ${coordinator.config.runId}, not ${runId}`,
    );
  }
  const known = name === 'train' || name === 'validation' || name === 'test';
  const split = known ? coordinator.dataset[name] : undefined;
  if (!split) throw new LockstepError('BAD_INPUT', `there is no split "${name}"`);
  const { length } = split.info;
  const beyond = records.find((record) => record >= length);
  if (beyond !== undefined) {
    throw new LockstepError('BAD_INPUT', `record ${beyond} is beyond the ${length} of ${name}`);
  }
  const gone = new Promise<void>((resolve) => call.once('cancelled', () => resolve()));
  let start = performance.now();
  for await (const data of split.read(records.length > 0 ? records : undefined)) {
    if (call.cancelled) return;
    const readMs = performance.now() - start;
    if (!call.write({ data, readMs })) await Promise.race([once(call, 'drain'), gone]);
    start = performance.now();
  }
}

/** An error as gRPC expects it: with the status to send. */
function statusError(raw: unknown): Error {
  const error = asLockstepError(raw, 'INTERNAL');
  return Object.assign(new Error(error.message), toStatus(error));
}
