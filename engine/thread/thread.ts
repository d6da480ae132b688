/** The engine thread: does what the main thread calls for, one call at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { phase, programLoaded, takePhases } from '../../base/phases.ts';
import { failure } from '../../base/thread-calls.ts';
import { loadCode } from '../local/backend.ts';
import { LocalEngine, type LocalEngineOptions } from '../local/local-engine.ts';
import { FAILED, Gate } from './gate.ts';
import type { Call, Message, ThreadOptions } from './messages.ts';

const port = parentPort!;
const { loads, gate: memory } = workerData as ThreadOptions;
const gate = new Gate(memory);
programLoaded();
// The engine loads it again, and fails with it.
await phase(`load ${loads.backend}`, async () => loadCode(loads.backend, loads.runtime)).catch(
  () => undefined,
);
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

let engine: LocalEngine;

async function open(options: LocalEngineOptions): Promise<void> {
  engine = await LocalEngine.create(options);
  const flats = engine.updates.map((_, update) => [engine.flat(update, 0), engine.flat(update, 1)]);
  const { updates, evaluation, parameterCount, predicts } = engine;
  const info = { ...engine.info, phases: takePhases() };
  answer({ type: 'opened', opened: { info, updates, evaluation, parameterCount, predicts, flats } });
}

/** What went wrong in an update: all that is asked for after it fails with that. */
let failedUpdate: unknown;

async function perform({ method, args }: Call): Promise<void> {
  if (method === 'apply') {
    // Nobody waits for it.
    await engine.apply(...args).catch((error) => {
      failedUpdate ??= error;
    });
    return;
  }
  if (failedUpdate !== undefined) throw failedUpdate;
  if (method === 'compute') {
    const [request, sums, ring] = args;
    const value = engine.computeRinging(request, sums ? sum : undefined, ring);
    answer({ type: 'done', value });
    return;
  }
  // The types of `Call` pair each method with its arguments.
  const call = engine[method] as (...args: unknown[]) => Promise<unknown>;
  answer({ type: 'done', value: await call.apply(engine, args) });
}

port.on('message', (message: LocalEngineOptions | Call) => {
  const done = 'method' in message ? perform(message) : open(message);
  done.catch((error) => answer(failure(error, 'ENGINE')));
});
