import { Worker } from 'node:worker_threads';
import { LockstepError } from '../../base/errors.ts';
import { terminated, toError } from '../../base/thread-calls.ts';
import type { LocalEngineOptions } from '../local/local-engine.ts';
import { Gate } from './gate.ts';
import type { Loads, Message, Opened, ThreadOptions } from './messages.ts';

/** The thread of an engine. It begins to load the code of its backend at once, which takes as long as all else together. */
export class EngineThread {
  readonly worker: Worker;
  readonly gate = new Gate();
  readonly #lost: Promise<never>;

  constructor({ backend, runtime }: Loads) {
    const loads = runtime ? { backend, runtime } : { backend };
    const workerData: ThreadOptions = { loads, gate: this.gate.memory };
    this.worker = new Worker(new URL('./thread.js', import.meta.url), { workerData });
    this.#lost = new Promise((_, reject) => {
      this.worker.once('error', reject);
      this.worker.once('exit', (code) =>
        reject(new LockstepError('ENGINE', `the engine thread ended with code ${code}`)),
      );
    });
    // Whoever opens an engine in it is told.
    this.#lost.catch(() => undefined);
  }

  /**
   * Makes an engine in the thread, once; after a failure the thread is gone.
   * @throws LockstepError ENGINE | BAD_INPUT as `LocalEngine.create`, ABORTED when the signal does
   */
  async open(options: LocalEngineOptions, signal: AbortSignal): Promise<Opened> {
    let abort = () => {};
    try {
      signal.throwIfAborted();
      const opened = new Promise<Opened>((resolve, reject) => {
        abort = () => reject(signal.reason);
        signal.addEventListener('abort', abort, { once: true });
        this.worker.once('message', (answer: Message) => {
          if (answer.type === 'opened') resolve(answer.opened);
          else
            reject(answer.type === 'failed' ? toError(answer) : new LockstepError('INTERNAL', 'no opening'));
        });
        this.worker.postMessage(options);
      });
      return await Promise.race([opened, this.#lost]);
    } catch (error) {
      await terminated(this.worker);
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}
