/** The engine thread: does what the main thread calls for, one call at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { asLockstepError, type ErrorCode } from '../../proto/errors.ts';
import { LocalEngine } from './local/local-engine.ts';
import type { Answer, Call, ThreadOptions } from './messages.ts';

const port = parentPort!;
const answer = (message: Answer) => port.postMessage(message);
const fail = (raw: unknown, code: ErrorCode) => {
  const error = asLockstepError(raw, code);
  answer({ type: 'failed', error: { code: error.code, message: error.message, mend: error.mend } });
};

try {
  const engine = await LocalEngine.create(workerData as ThreadOptions);
  const flats = engine.updates.map((_, update) => [engine.flat(update, 0), engine.flat(update, 1)]);
  const { info, updates, evaluation, parameterCount, predicts } = engine;
  port.on('message', async ({ method, args }: Call) => {
    try {
      // The types of `Call` pair each method with its arguments.
      const perform = engine[method] as (...args: unknown[]) => Promise<unknown>;
      answer({ type: 'done', value: await perform.apply(engine, args) });
    } catch (error) {
      fail(error, 'ENGINE');
    }
  });
  answer({ type: 'opened', opened: { info, updates, evaluation, parameterCount, predicts, flats } });
} catch (error) {
  fail(error, 'ENGINE');
}
