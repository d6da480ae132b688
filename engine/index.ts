import type { Blobs } from '../api/blobs.ts';
import type { Prepared } from '../api/prepared.ts';
import type { Ranges } from '../api/ranges.ts';
import type { EngineChoice } from '../base/engines.ts';
import { LockstepError } from '../base/errors.ts';
import { plural } from '../base/plural.ts';
import type { Engine, FirstBatches } from './engine.ts';
import { bestRuntime, type Runtime } from './runtime/layout.ts';
import { EngineThread } from './thread/engine-thread.ts';
import { ThreadEngine } from './thread/thread-engine.ts';

export interface EngineOptions {
  readonly jobSource: string;
  /** What preparing the job's own data has found out; left out for a job without own data. */
  readonly prepared?: Prepared | undefined;
  /** What travels beside the job's script. */
  readonly blobs?: Blobs | undefined;
  /** Equal seeds give equal initial weights. */
  readonly seed: number;
  readonly engine: EngineChoice;
  /** Ranges of the features' values, where they are known. */
  readonly ranges?: Ranges | undefined;
  /** What will be computed first: it is made ready with the engine. */
  readonly firstBatches?: FirstBatches | undefined;
  /** Threads to compute with. */
  readonly threads: number;
  /** Folder that holds the TensorFlow runtime, as `lockstep setup` fills it. */
  readonly cacheDir: string;
  readonly signal: AbortSignal;
  /** What `warmEngine` has begun to load; an engine that cannot use it closes it. */
  readonly warm?: WarmEngine | undefined;
}

/** TensorFlow's code in a thread, for an engine whose job is not known yet. */
export class WarmEngine {
  #thread: EngineThread | undefined;

  constructor(runtime: Runtime) {
    keepQuiet();
    this.#thread = new EngineThread({ backend: 'tensorflow', runtime });
  }

  /** Hands the thread to an engine. */
  take(): EngineThread | undefined {
    const thread = this.#thread;
    this.#thread = undefined;
    return thread;
  }

  /** Ends the thread, unless an engine has taken it. */
  async close(): Promise<void> {
    await this.take()?.worker.terminate();
  }
}

/** Begins to load what `createEngine` will need; undefined where that is not TensorFlow. */
export function warmEngine({
  engine,
  cacheDir,
}: Pick<EngineOptions, 'engine' | 'cacheDir'>): WarmEngine | undefined {
  const runtime = runtimeFor(engine, cacheDir);
  return runtime && new WarmEngine(runtime);
}

function runtimeFor(engine: EngineChoice, cacheDir: string): Runtime | undefined {
  return engine === 'wasm' || engine === 'cpu' ? undefined : bestRuntime(cacheDir);
}

/** TensorFlow reads it as its code is loaded. */
function keepQuiet(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
}

/** What TensorFlow has read from the environment as the first engine of this process was made. It keeps to it. */
let threadsOfProcess: number | undefined;

/** @throws LockstepError ENGINE when TensorFlow computes with another number of threads already */
function setThreads(threads: number): void {
  threadsOfProcess ??= threads;
  if (threads !== threadsOfProcess) {
    throw new LockstepError(
      'ENGINE',
      `TensorFlow computes with ${plural(threadsOfProcess, 'thread')} in this process, not with ${threads}`,
      { hint: 'Start a process of its own for the other engine' },
    );
  }
  keepQuiet();
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_NUM_INTEROP_THREADS = '1';
  // Else it takes a GPU's whole memory, and no second process finds any.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
}

/**
 * The engine asked for; `auto` takes TensorFlow where its runtime is set up, else pure JavaScript.
 * @throws LockstepError ENGINE when the engine asked for cannot be had, BAD_INPUT when the job is unsound
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { jobSource, prepared, blobs, seed, engine, ranges, firstBatches, threads, cacheDir, signal, warm } =
    options;
  const job = { jobSource, prepared, blobs, seed, ranges, firstBatches };
  const runtime = runtimeFor(engine, cacheDir);
  if (!runtime) await warm?.close();
  if (runtime) {
    setThreads(threads);
    const thread = warm?.take();
    const mode = engine === 'eager' ? 'eager' : 'compiled';
    return await ThreadEngine.open({ ...job, backend: 'tensorflow', runtime, threads, mode }, signal, thread);
  }
  if (engine === 'tensorflow' || engine === 'eager') {
    throw new LockstepError('ENGINE', 'the TensorFlow runtime is not set up', { hint: 'Run lockstep setup' });
  }
  const pure = (backend: 'wasm' | 'cpu', note?: string) =>
    ThreadEngine.open({ ...job, backend, note }, signal);
  if (engine !== 'auto') return await pure(engine);
  const note = 'slow, TensorFlow is not set up: run lockstep setup';
  try {
    return await pure('wasm', note);
  } catch (error) {
    if (!(error instanceof LockstepError) || error.code !== 'ENGINE') throw error;
    return await pure('cpu', `${note}; ${error.message}`);
  }
}
