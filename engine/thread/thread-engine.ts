import type { Batch } from '../../api/data.ts';
import { ThreadCalls } from '../../base/thread-calls.ts';
import { Bell } from '../bell.ts';
import type {
  ComputeTimes,
  Engine,
  EngineInfo,
  EngineState,
  ModelArtifacts,
  Picture,
  RankSum,
  StepRequest,
  UpdateLayout,
} from '../engine.ts';
import type { LocalEngineOptions } from '../local/local-engine.ts';
import { EngineThread } from './engine-thread.ts';
import { FAILED, type Gate, SUMMED } from './gate.ts';
import type { Call, Message, Opened } from './messages.ts';

/** Of steps: they come round in 32 bits. */
const NUMBERS = 2 ** 32;

/** An engine in a thread of its own, so that this thread serves sockets and heartbeats while it computes. */
export class ThreadEngine implements Engine {
  readonly info: EngineInfo;
  readonly updates: readonly UpdateLayout[];
  readonly evaluation: readonly string[];
  readonly parameterCount: number;
  readonly predicts: boolean;
  readonly #flats: Float32Array[][];
  readonly #calls: ThreadCalls<Call>;
  readonly #gate: Gate;
  /** The `sum` of the step that is being computed. */
  #sum: RankSum | undefined;
  #sumFailure: unknown;
  /** Undefined where the engine gives every gradient at once. */
  readonly #bell: Bell | undefined;
  /** Of the step that is being computed. */
  #number = 0;
  #onSlice: ((slice: number) => void) | undefined;

  private constructor({ worker, gate }: EngineThread, opened: Opened, { runtime }: LocalEngineOptions) {
    const { info, updates, evaluation, parameterCount, predicts, flats } = opened;
    this.#calls = new ThreadCalls(worker, 'engine thread', 'ENGINE');
    this.#gate = gate;
    this.info = info;
    this.updates = updates;
    this.evaluation = evaluation;
    this.parameterCount = parameterCount;
    this.predicts = predicts;
    this.#flats = flats;
    const ahead = info.mode === 'compiled' && updates.some(({ slices }) => slices.length > 1);
    if (runtime && ahead) this.#bell = new Bell(runtime, (number, slice) => this.#rung(number, slice));
    worker.on('message', (message: Message) => this.#hear(message));
  }

  /**
   * @param thread which may have loaded the code of the backend already; left out, a new one
   * @throws LockstepError ENGINE | BAD_INPUT as `LocalEngine.create`, ABORTED when the signal does
   */
  static async open(
    options: LocalEngineOptions,
    signal: AbortSignal,
    thread = new EngineThread(options),
  ): Promise<ThreadEngine> {
    const opened = await thread.open(options, signal);
    return new ThreadEngine(thread, opened, options);
  }

  flat(update: number, parity: number): Float32Array {
    return this.#flats[update]![parity]!;
  }

  async compute(
    request: StepRequest,
    sum?: RankSum,
    onSlice?: (slice: number) => void,
  ): Promise<ComputeTimes> {
    this.#sum = sum;
    this.#sumFailure = undefined;
    this.#number = (this.#number + 1) % NUMBERS;
    this.#onSlice = onSlice;
    const ring = onSlice && this.#bell && { bell: this.#bell.bell, number: this.#number };
    try {
      const args: Extract<Call, { method: 'compute' }>['args'] = [request, sum !== undefined, ring];
      return (await this.#calls.post({ method: 'compute', args })) as ComputeTimes;
    } catch (error) {
      throw this.#sumFailure ?? error;
    } finally {
      this.#onSlice = undefined;
    }
  }

  async apply(update: number, parity: number, learningRate: number): Promise<void> {
    this.#calls.tell({ method: 'apply', args: [update, parity, learningRate] });
  }

  async evaluate(batch: Batch): Promise<Float32Array> {
    return (await this.#calls.post({ method: 'evaluate', args: [batch] })) as Float32Array;
  }

  async predict(batch: Batch): Promise<Float32Array[]> {
    return (await this.#calls.post({ method: 'predict', args: [batch] })) as Float32Array[];
  }

  async pictures(batch: Batch): Promise<readonly Picture[]> {
    return (await this.#calls.post({ method: 'pictures', args: [batch] })) as Picture[];
  }

  async readState(): Promise<EngineState> {
    return (await this.#calls.post({ method: 'readState', args: [] })) as EngineState;
  }

  async writeState(state: EngineState): Promise<void> {
    await this.#calls.post({ method: 'writeState', args: [state] });
  }

  async exportModel(): Promise<ModelArtifacts> {
    return (await this.#calls.post({ method: 'exportModel', args: [] })) as ModelArtifacts;
  }

  async close(): Promise<void> {
    await this.#calls.close();
    this.#bell?.close();
  }

  #hear(message: Message): void {
    if (message.type === 'sum') this.#answerSum(message.values);
    else if (message.type !== 'opened') this.#calls.answered(message);
  }

  /** What is heard of a step that has ended says nothing new. */
  #rung(number: number, slice: number): void {
    if (number === this.#number) this.#onSlice?.(slice);
  }

  #answerSum(values: Float32Array): void {
    this.#sum!(values).then(
      () => this.#gate.open(SUMMED),
      (error) => {
        this.#sumFailure = error;
        this.#gate.open(FAILED);
      },
    );
  }
}
