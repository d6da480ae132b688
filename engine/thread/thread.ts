/** The engine thread: does what the main thread calls for, one call at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { failure } from '../../base/thread-calls.ts';
import { LocalEngine } from '../local/local-engine.ts';
import { FAILED, Gate } from './gate.ts';
import type { Call, Message, ThreadOptions } from './messages.ts';

const port = parentPort!;
const { engine: options, gate: memory } = workerData as ThreadOptions;
const gate = new Gate(memory);
const answer = (message: Message) => port.postMessage(message);

/** Asks the main thread for a sum over the ranks, and blocks: ops of a step cannot be suspended otherwise. */
const sum = (values: Float32Array) => {
  const shared = new Float32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  gate.close();
  answer({ type: 'sum', values: shared });
  if (gate.wait() === FAILED) throw new Error('a sum over the ranks has failed');
  values.set(shared);
};

try {
  const engine = await LocalEngine.create(options);
  const flats = engine.updates.map((_, update) => [engine.flat(update, 0), engine.flat(update, 1)]);
  const { info, updates, evaluation, parameterCount, predicts } = engine;
  port.on('message', async ({ method, args }: Call) => {
    try {
      // The types of `Call` pair each method with its arguments.
      const perform = engine[method] as (...args: unknown[]) => Promise<unknown>;
      const given = method === 'compute' ? [...args.slice(0, -1), args.at(-1) ? sum : undefined] : args;
      answer({ type: 'done', value: await perform.apply(engine, given) });
    } catch (error) {
      answer(failure(error, 'ENGINE'));
    }
  });
  answer({ type: 'opened', opened: { info, updates, evaluation, parameterCount, predicts, flats } });
} catch (error) {
  answer(failure(error, 'ENGINE'));
}
