import { LockstepError } from '../../base/errors.ts';

export interface BatcherLimits {
  /** Most samples that are computed at once. */
  readonly maxBatch: number;
  /** Longest that a sample waits for others to come, in ms. */
  readonly maxDelayMs: number;
  /** Most samples that wait; more are refused. */
  readonly maxQueue: number;
}

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly signal: AbortSignal;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Brings questions that come at about the same time together into batches. While one is computed, the next one gathers.
 */
export class Batcher<Question, Answer> {
  readonly #limits: BatcherLimits;
  readonly #compute: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  readonly #onQueue: (length: number) => void;
  readonly #queue: Waiting<Question, Answer>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #closed = false;

  /**
   * @param compute answers a batch, in its order
   * @param onQueue is told how many questions wait
   */
  constructor(
    limits: BatcherLimits,
    compute: (questions: readonly Question[]) => Promise<readonly Answer[]>,
    onQueue: (length: number) => void = () => {},
  ) {
    this.#limits = limits;
    this.#compute = compute;
    this.#onQueue = onQueue;
  }

  /**
   * Answers of `questions`, in their order. One that waits when `signal` aborts is not computed.
   * @throws LockstepError BUSY where the queue is full, ABORTED where the server ends; the signal's reason; what `compute` throws
   */
  async ask(questions: readonly Question[], signal: AbortSignal): Promise<Answer[]> {
    signal.throwIfAborted();
    if (this.#closed) throw new LockstepError('ABORTED', 'the server is stopping');
    const { maxQueue } = this.#limits;
    if (this.#queue.length + questions.length > maxQueue) throw this.#busy(questions.length);
    const answers = questions.map(
      (question) =>
        new Promise<Answer>((resolve, reject) => {
          this.#queue.push({ question, signal, resolve, reject });
        }),
    );
    const drop = () => this.#drop(signal);
    signal.addEventListener('abort', drop, { once: true });
    this.#onQueue(this.#queue.length);
    this.#look();
    try {
      return await Promise.all(answers);
    } finally {
      signal.removeEventListener('abort', drop);
      // Of several, the others may fail too.
      for (const answer of answers) answer.catch(() => undefined);
    }
  }

  #busy(asked: number): LockstepError {
    const { maxQueue } = this.#limits;
    if (asked > maxQueue) {
      return new LockstepError(
        'BAD_INPUT',
        `${asked} samples are asked for, and at most ${maxQueue} may wait`,
        {
          hint: 'Ask in smaller parts, or serve with a larger --max-queue',
        },
      );
    }
    const what = `${this.#queue.length} samples wait already, of at most ${maxQueue}`;
    return new LockstepError('BUSY', what, { hint: 'Ask again a little later' });
  }

  /** Takes no more questions, and resolves when those that wait are answered. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#look();
    while (this.#working) await this.#working;
  }

  #drop(signal: AbortSignal): void {
    const dropped = this.#queue.filter((one) => one.signal === signal);
    const rest = this.#queue.filter((one) => one.signal !== signal);
    this.#queue.splice(0, this.#queue.length, ...rest);
    for (const { reject } of dropped) reject(signal.reason);
    this.#onQueue(this.#queue.length);
  }

  /** Begins a batch where one is full, or nobody is to be waited for any more. */
  #look(): void {
    if (this.#working || this.#queue.length === 0) return;
    if (this.#closed || this.#queue.length >= this.#limits.maxBatch) this.#begin();
    else this.#timer ??= setTimeout(() => this.#begin(), this.#limits.maxDelayMs);
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#queue.splice(0, this.#limits.maxBatch);
    this.#onQueue(this.#queue.length);
    if (batch.length === 0) return;
    this.#working = this.#answer(batch).then(() => {
      this.#working = undefined;
      this.#look();
    });
  }

  /** A question that the model cannot compute fails alone, not the others of its batch with it. */
  async #answer(batch: readonly Waiting<Question, Answer>[]): Promise<void> {
    try {
      const answers = await this.#compute(batch.map(({ question }) => question));
      for (const [i, { resolve }] of batch.entries()) resolve(answers[i]!);
    } catch (error) {
      if (batch.length === 1) return batch[0]!.reject(error);
      for (const one of batch) await this.#answer([one]);
    }
  }
}
