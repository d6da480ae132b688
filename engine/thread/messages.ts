/** What passes between the worker's main thread and its engine thread. Arrays lie in shared memory. */
import type { Batch } from '../../api/data.ts';
import type { Answer } from '../../base/thread-calls.ts';
import type { Ring } from '../bell.ts';
import type { Engine, EngineState, StepRequest } from '../engine.ts';
import type { LocalEngineOptions } from '../local/local-engine.ts';

/** The backend whose code a thread loads before it knows its job. */
export type Loads = Pick<LocalEngineOptions, 'backend' | 'runtime'>;

/** Handed to the thread as its `workerData`; its first message are the options of its engine. */
export interface ThreadOptions {
  readonly loads: Loads;
  /** Memory of the gate at which the thread waits for a sum over the ranks. */
  readonly gate: Int32Array;
}

export type Call =
  /** Then: whether there are other ranks to sum with, and whom to tell of slices that are there. */
  | { readonly method: 'compute'; readonly args: [StepRequest, boolean, Ring | undefined] }
  | { readonly method: 'apply'; readonly args: [number, number, number] }
  | { readonly method: 'evaluate' | 'predict' | 'pictures'; readonly args: [Batch] }
  | { readonly method: 'readState' | 'exportModel' | 'close'; readonly args: [] }
  | { readonly method: 'writeState'; readonly args: [EngineState] };

/** The first message of the thread: the engine's fixed parts. */
export type Opened = Pick<Engine, 'info' | 'updates' | 'evaluation' | 'parameterCount' | 'predicts'> & {
  readonly flats: Float32Array[][];
};

/** What the thread says. */
export type Message =
  | { readonly type: 'opened'; readonly opened: Opened }
  /** Asks for the sum over the ranks, in place, and waits at the gate. */
  | { readonly type: 'sum'; readonly values: Float32Array }
  | Answer;
