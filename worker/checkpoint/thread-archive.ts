import { Worker } from 'node:worker_threads';
import { type Answer, ThreadCalls } from '../../base/thread-calls.ts';
import type { EngineState } from '../../engine/engine.ts';
import type { Archive, SealedFile } from './archive.ts';
import type { Checkpoint } from './checkpoint.ts';

/** The arrays of an engine's state lie in shared memory, so posting a call copies none of them. */
export type ArchiveCall =
  | { readonly method: 'checkpoint'; readonly args: [Checkpoint] }
  | { readonly method: 'weightsSha256'; readonly args: [EngineState] };

/** An archive in a thread of its own. @throws LockstepError INTERNAL from every call once that thread has broken down */
export class ThreadArchive implements Archive {
  readonly #calls: ThreadCalls<ArchiveCall>;

  constructor() {
    const thread = new Worker(new URL('./thread.js', import.meta.url));
    this.#calls = new ThreadCalls(thread, 'checkpoint thread', 'INTERNAL');
    thread.on('message', (answer: Answer) => this.#calls.answered(answer));
  }

  async checkpoint(checkpoint: Checkpoint): Promise<SealedFile> {
    return (await this.#calls.post({ method: 'checkpoint', args: [checkpoint] })) as SealedFile;
  }

  async weightsSha256(state: EngineState): Promise<string> {
    return (await this.#calls.post({ method: 'weightsSha256', args: [state] })) as string;
  }

  async close(): Promise<void> {
    await this.#calls.close();
  }
}
