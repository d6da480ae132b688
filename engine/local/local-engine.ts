import type { Blobs } from '../../api/blobs.ts';
import type { Batch } from '../../api/data.ts';
import type { Job, Precision, TF } from '../../api/job.ts';
import { precisionOf } from '../../api/keras/precision.ts';
import { loadJob } from '../../api/load.ts';
import type { Prepared } from '../../api/prepared.ts';
import type { Ranges } from '../../api/ranges.ts';
import { LockstepError } from '../../base/errors.ts';
import { phase } from '../../base/phases.ts';
import type { Ring } from '../bell.ts';
import type {
  ComputeTimes,
  Engine,
  EngineInfo,
  EngineState,
  FirstBatches,
  ModelArtifacts,
  Picture,
  StepRequest,
  UpdateLayout,
} from '../engine.ts';
import { HostSum } from '../host-sum.ts';
import { useKerasLayers } from '../layers/index.ts';
import { onnxOf } from '../onnx/export.ts';
import { useKerasOptimizers } from '../optimizers/index.ts';
import { type AnalysedProgram, analyse, trialBatch } from '../program/analysis.ts';
import { withIdsChecked } from '../program/embeddings.ts';
import type { Executor } from '../program/executor.ts';
import { forwardPass } from '../program/forward.ts';
import { locatedWithin } from '../program/located.ts';
import { registeredClasses } from '../program/own-code.ts';
import { picturesOf } from '../program/pictures.ts';
import { programOf } from '../program/program.ts';
import { exportModel, readState, writeState } from '../program/state.ts';
import { useAdamaxWeights } from '../tfjs/adamax.ts';
import { synchronizeBatchNorms } from '../tfjs/batch-norm.ts';
import type { NativeBackend } from '../tfjs/binding.ts';
import { useCausalConvolutions } from '../tfjs/causal.ts';
import { NO_STEP, RandomDraws } from '../tfjs/draws.ts';
import { useGateMasks } from '../tfjs/gate-masks.ts';
import { useKerasSemantics } from '../tfjs/index.ts';
import { meantFunction } from '../tfjs/misspelt.ts';
import { type BlockingSum, RankSums } from '../tfjs/rank-sums.ts';
import { SeededRandom } from '../tfjs/seeded-random.ts';
import { locatedMessage, watchWhereabouts } from '../tfjs/whereabouts.ts';
import { type Backend, type BackendName, loadBackend } from './backend.ts';
import { type ExecutorOptions, makeExecutor } from './make-executor.ts';
import { notesOf } from './notes.ts';

export interface LocalEngineOptions extends ExecutorOptions {
  readonly jobSource: string;
  /** What preparing the job's own data has found out; left out for a job without own data. */
  readonly prepared?: Prepared | undefined;
  /** What travels beside the job's script. */
  readonly blobs?: Blobs | undefined;
  /** Equal seeds give equal initial weights. */
  readonly seed: number;
  readonly backend: BackendName;
  /** Ranges of the features' values, where they are known: values that do not fit the model are refused. */
  readonly ranges?: Ranges | undefined;
  /** Threads that TensorFlow computes with, as the environment of the process names them. */
  readonly threads?: number;
  readonly note?: string;
  /** What will be computed first: it is made ready with the engine. */
  readonly firstBatches?: FirstBatches | undefined;
  /** Takes the place of the job's own. */
  readonly precision?: Precision | undefined;
}

interface LocalEngineParts {
  readonly backend: Backend;
  readonly job: Job;
  readonly program: AnalysedProgram;
  readonly executor: Executor;
  readonly draws: RandomDraws;
  readonly random: SeededRandom;
  readonly precision: Precision;
  readonly options: LocalEngineOptions;
}

/** The engine itself, in the caller's thread. There can be one in a thread: tfjs and `Math.random` are global. */
export class LocalEngine implements Engine {
  readonly info: EngineInfo;
  readonly updates: readonly UpdateLayout[];
  readonly evaluation: readonly string[];
  readonly parameterCount: number;
  readonly predicts: boolean;
  readonly #tf: TF;
  readonly #job: Job;
  readonly #program: AnalysedProgram;
  readonly #executor: Executor;
  readonly #draws: RandomDraws;
  readonly #random: SeededRandom;
  /** By update, then by parity. */
  readonly #flats: Float32Array[][];
  /** Of the latest group. */
  #hostSum: HostSum | undefined;

  private constructor(parts: LocalEngineParts) {
    const { backend, job, program, executor, draws, random, precision, options } = parts;
    const { tf, name, device } = backend;
    this.#tf = tf;
    this.#job = job;
    this.#program = program;
    this.#draws = draws;
    this.#random = random;
    this.#executor = executor;
    this.evaluation = program.evaluation;
    this.predicts = program.predict !== undefined;
    this.parameterCount = Object.values(program.models).reduce((sum, model) => sum + model.countParams(), 0);
    this.updates = program.updates.map(
      ({ name, variables, statistics, totals, rankSums, slices, optimizer }) => ({
        name,
        rankSums: rankSums.length,
        slices,
        gradients: numbersIn(variables),
        statistics: numbersIn(statistics),
        totals,
        learningRate: (optimizer as unknown as { learningRate: number }).learningRate,
      }),
    );
    this.#flats = this.updates.map(({ gradients, statistics, totals }) => {
      const length = gradients + statistics + 1 + totals.length;
      return [executor.allocate(length), executor.allocate(length)];
    });
    this.info = {
      backend: name,
      mode: this.#executor.mode,
      device,
      scalesLoss: precision === 'float16',
      tensorflowVersion: name === 'tensorflow' ? options.runtime?.manifest.tensorflowVersion : undefined,
      note: notesOf(backend, program, options.runtime, [options.note, this.#executor.note]),
    };
  }

  /**
   * @throws LockstepError ENGINE when the backend cannot be had, BAD_INPUT when the job is not sound, BAD_DATA when the data does not fit it
   */
  static async create(options: LocalEngineOptions): Promise<LocalEngine> {
    const backend = await loadBackend(options.backend, options.runtime, options.threads);
    const { tf } = backend;
    watchWhereabouts(tf);
    useGateMasks(tf);
    useAdamaxWeights(tf);
    useCausalConvolutions(tf);
    useKerasLayers(tf);
    useKerasSemantics(tf);
    useKerasOptimizers(tf);
    const ours = registeredClasses(tf);
    const random = new SeededRandom();
    try {
      random.seed(options.seed);
      const job = loadJob(options.jobSource, options.prepared, options.blobs);
      const sums = new RankSums(tf);
      const said = await phase('make the model', () => programOf(job, tf, sums, ours, options.ranges));
      synchronizeBatchNorms(tf, said, job.syncBatchNorm ?? false, sums);
      const native = backend.name === 'tensorflow' ? (tf.backend() as NativeBackend) : undefined;
      const draws = new RandomDraws(tf, options.seed, random, native);
      const program = await phase('try the model', () =>
        withIdsChecked(said, () => analyse(tf, said, job.data, sums, draws, options.ranges)),
      );
      const precision =
        options.precision ?? job.precision ?? precisionOf(Object.values(said.models)) ?? 'float32';
      const { firstBatches = {}, ranges = {} } = options;
      const { ownCode } = said;
      const parts = {
        tf,
        program,
        data: job.data,
        ranges,
        random: draws,
        sums,
        precision,
        ownCode,
        firstBatches,
      };
      const executor = await phase('trace the steps', () => makeExecutor(backend.name, parts, options));
      const engine = new LocalEngine({
        ...{ backend, job, program, executor, draws, random, precision },
        options,
      });
      if (backend.name === 'wasm') engine.#tryGradients(job);
      return engine;
    } catch (error) {
      random.restore();
      if (/not registered for backend 'wasm'/.test((error as Error).message))
        throw wasmCannot(error as Error);
      const hint = meantFunction(tf, error) ?? 'This came from the model or the loss of the job';
      if (error instanceof LockstepError) throw error;
      throw new LockstepError('BAD_INPUT', locatedMessage(error), { hint, cause: error });
    }
  }

  /** Tries all gradients: the wasm backend lacks those of convolutions, and the run should fail now, not at step 0. */
  #tryGradients({ data }: Job): void {
    for (const update of this.updates.keys()) {
      const request = { update, parity: 0, batch: trialBatch(data), weight: 1, place: NO_STEP };
      this.#executor.compute(request, this.flat(update, 0));
    }
  }

  flat(update: number, parity: number): Float32Array {
    return this.#flats[update]![parity]!;
  }

  async compute(request: StepRequest, sum?: BlockingSum): Promise<ComputeTimes> {
    return this.computeRinging(request, sum);
  }

  /** As `compute`, which blocks this thread: `ring` names whom to tell in another one of the slices that are there. */
  computeRinging(request: StepRequest, sum?: BlockingSum, ring?: Ring): ComputeTimes {
    const start = performance.now();
    const flat = this.flat(request.update, request.parity);
    const { group } = request;
    if (!group) {
      this.#computeInto(flat, request, sum, ring);
      return { ms: performance.now() - start, summedMs: 0 };
    }
    if (this.#hostSum?.group.group !== group.group) this.#hostSum = new HostSum(group);
    const own = this.#hostSum.place(flat.length);
    this.#computeInto(own, request, sum, ring);
    const computed = performance.now();
    this.#hostSum.sum(own, flat);
    const end = performance.now();
    return { ms: end - start, summedMs: end - computed };
  }

  #computeInto(flat: Float32Array, request: StepRequest, sum?: BlockingSum, ring?: Ring): void {
    const { update, batch, place } = request;
    if (batch.size > 0) {
      const what = `the model at step ${place.step}`;
      locatedWithin(this.#tf, what, () => this.#executor.compute(request, flat, sum, ring));
      return;
    }
    flat.fill(0);
    for (const length of this.#program.updates[update]!.rankSums) sum?.(new Float32Array(length));
  }

  async apply(update: number, parity: number, learningRate: number): Promise<void> {
    this.#executor.apply(update, this.flat(update, parity), learningRate);
  }

  async evaluate(batch: Batch): Promise<Float32Array> {
    return locatedWithin(this.#tf, 'evaluation', () => this.#executor.evaluate(batch));
  }

  async predict(batch: Batch): Promise<Float32Array[]> {
    return locatedWithin(this.#tf, 'prediction', () => this.#executor.predict(batch));
  }

  async pictures(batch: Batch): Promise<readonly Picture[]> {
    if (!this.#program.pictures) return [];
    await this.#executor.toModel();
    return picturesOf(this.#tf, this.#program.pictures, this.#job.data, batch, this.#draws);
  }

  async readState(): Promise<EngineState> {
    await this.#executor.toModel();
    return await readState(this.#program);
  }

  async writeState(state: EngineState): Promise<void> {
    await writeState(this.#tf, this.#program, state);
    await this.#executor.fromModel();
  }

  async exportModel(): Promise<ModelArtifacts> {
    await this.#executor.toModel();
    return await exportModel(this.#tf, this.#program);
  }

  /** The model that `exportModel` gives as ONNX. @param metadata what the file says beside it */
  async exportOnnx(metadata: Readonly<Record<string, string>>): Promise<Uint8Array> {
    await this.#executor.toModel();
    const { name, data } = this.#job;
    return onnxOf(this.#tf, { name, metadata, ...forwardPass(this.#program, data.inputs) });
  }

  async close(): Promise<void> {
    this.#random.restore();
    for (const model of Object.values(this.#program.models)) model.dispose();
    for (const { optimizer } of this.#program.updates) optimizer.dispose();
  }
}

function wasmCannot(cause: Error): LockstepError {
  const hint = 'Run lockstep setup for TensorFlow, or use --engine cpu';
  return new LockstepError('ENGINE', `the wasm backend cannot train this model: ${cause.message}`, {
    hint,
    cause,
  });
}

function numbersIn(variables: readonly { size: number }[]): number {
  return variables.reduce((sum, { size }) => sum + size, 0);
}
