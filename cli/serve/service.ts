import { unlessAborted } from '../../base/abort.ts';
import { LockstepError as Failure, type LockstepError, nameError } from '../../base/errors.ts';
import { VERSION } from '../../base/version.ts';
import { MetricSet } from '../../net/metric-set.ts';
import { SERVE_METRICS } from '../../proto/metrics.ts';
import { type Writing, written } from '../input/writer.ts';
import { Batcher, type BatcherLimits } from './batcher.ts';
import type { Answer, Question, ServedModel } from './model.ts';

/** Most instances of one request. */
const MOST_INSTANCES = 10_000;

/** What HTTP and gRPC have in common: questions of a request, batched, under a deadline, counted. */
export class Service {
  readonly model: ServedModel;
  readonly metrics = new MetricSet(SERVE_METRICS);
  readonly #batcher: Batcher<Question, Answer>;
  readonly #deadlineMs: number;
  #closing = false;

  constructor(model: ServedModel, limits: BatcherLimits, deadlineMs: number) {
    this.model = model;
    this.#deadlineMs = deadlineMs;
    const compute = async (questions: readonly Question[]) => {
      const start = performance.now();
      const answers = await model.answer(questions);
      this.metrics.observe('lockstep_serve_batch_samples', questions.length);
      this.metrics.observe('lockstep_serve_compute_seconds', (performance.now() - start) / 1000);
      return answers;
    };
    const onQueue = (length: number) => this.metrics.set('lockstep_serve_queue', length);
    this.#batcher = new Batcher(limits, compute, onQueue);
    onQueue(0);
    this.metrics.set('lockstep_build_info', 1, { version: VERSION, node: process.version });
  }

  get closing(): boolean {
    return this.#closing;
  }

  /**
   * Answers a request.
   * @param questions are made within the deadline too
   * @param gone aborts when nobody waits for the answer any more
   * @param deadlineMs that the caller has set, if it is sooner than the server's own
   * @throws LockstepError for the caller
   */
  async answer(
    protocol: 'http' | 'grpc',
    questions: () => Promise<readonly Question[]>,
    gone: AbortSignal,
    deadlineMs?: number,
  ): Promise<Answer[]> {
    return await this.#counted(protocol, async () => await this.#timely(questions, gone, deadlineMs));
  }

  /**
   * Text that the model writes on, piece by piece; each token has the deadline of a request.
   * @throws LockstepError BAD_INPUT for a model that writes no text, and what `answer` throws
   */
  async write(writing: Writing, onPiece: (text: string) => void, gone: AbortSignal): Promise<void> {
    await this.#counted('http', async () => {
      const { writer, facts } = this.model;
      if (!writer) throw bad(`${facts.name} writes no text`);
      const answer = async (ids: Int32Array) => {
        const [one] = await this.#timely(async () => [[ids]], gone);
        return Object.values(one!.outputs)[0]!;
      };
      for await (const piece of written(writer, writing, answer)) onPiece(piece);
    });
  }

  async #timely(
    questions: () => Promise<readonly Question[]>,
    gone: AbortSignal,
    deadlineMs = Number.POSITIVE_INFINITY,
  ): Promise<Answer[]> {
    const late = new AbortController();
    const most = Math.min(this.#deadlineMs, deadlineMs);
    const timer = setTimeout(
      () => late.abort(new Failure('TIMEOUT', `the answer takes longer than ${Math.ceil(most)} ms`)),
      Math.max(0, most),
    );
    const signal = AbortSignal.any([gone, late.signal]);
    try {
      const work = async () => await this.#batcher.ask(await questions(), signal);
      return await unlessAborted(work(), signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async #counted<T>(protocol: 'http' | 'grpc', work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    let status = 'OK';
    try {
      return await work();
    } catch (raw) {
      const error = nameError(raw);
      status = error.code;
      throw error;
    } finally {
      this.metrics.add('lockstep_serve_requests_total', 1, { protocol, status });
      this.metrics.observe('lockstep_serve_request_seconds', (performance.now() - start) / 1000, {
        protocol,
      });
    }
  }

  /** The questions of instances as JSON has them. */
  async questions(instances: readonly unknown[]): Promise<Question[]> {
    if (instances.length === 0) throw bad('there are no instances');
    if (instances.length > MOST_INSTANCES) throw bad(`there are more than ${MOST_INSTANCES} instances`);
    const questions: Question[] = [];
    for (const [i, instance] of instances.entries()) {
      questions.push(await inPlace(i, () => this.model.question(instance)));
    }
    return questions;
  }

  /** Takes no more requests, and resolves when those that wait are answered. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#batcher.close();
  }
}

const bad = (message: string) => new Failure('BAD_INPUT', message);

/** An error that says which instance it is about. */
export async function inPlace<T>(i: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (raw) {
    const error: LockstepError = nameError(raw);
    throw new Failure(error.code, `instance ${i}: ${error.message}`, { hint: error.hint, cause: error });
  }
}
