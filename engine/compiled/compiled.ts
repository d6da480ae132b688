import type { Batch, DataSource } from '../../api/data.ts';
import type { TF } from '../../api/job.ts';
import { sizeOf } from '../../base/arrays.ts';
import type { Ring } from '../bell.ts';
import type { StepRequest } from '../engine.ts';
import { type AnalysedProgram, type AnalysedUpdate, arraysOf } from '../program/analysis.ts';
import { EagerExecutor } from '../program/eager.ts';
import type { Executor, ExecutorParts } from '../program/executor.ts';
import type { Runtime } from '../runtime/layout.ts';
import type { NativeBackend } from '../tfjs/binding.ts';
import type { RandomDraws } from '../tfjs/draws.ts';
import type { BlockingSum } from '../tfjs/rank-sums.ts';
import { Attempts } from './attempts.ts';
import { deliveries } from './deliveries.ts';
import { GraphBuilder } from './graph.ts';
import { inOrder } from './in-order.ts';
import { addForward } from './kept-products.ts';
import { NotCompilable } from './not-compilable.ts';
import { type FusedOptimizer, fusedOptimizer } from './optimizers.ts';
import type { OnPlacement } from './placement.ts';
import { countIteration, iterationsOf, pulling, pushing, Residents, read } from './resident.ts';
import { type Call, TensorFlowSession } from './session.ts';
import { Shapes } from './shapes.ts';
import { addStages, type StagedCall } from './stages.ts';
import { type Traced, Tracer } from './tracer.ts';
import { keyOf, tryAll } from './try-all.ts';
import { addUpdate, addWrites, statisticsOf } from './update-nodes.ts';

/** A traced computation as a part of the session. */
interface Compiled {
  readonly call: StagedCall;
  /** Outputs that are gradients come first: the index of the variable of each. */
  readonly gradients: readonly number[];
  /** Numbers in each output. */
  readonly sizes: readonly number[];
}

export interface CompiledParts extends ExecutorParts {
  readonly backend: NativeBackend;
  readonly runtime: Runtime;
  readonly onPlacement?: OnPlacement | undefined;
}

/**
 * Every step as one native call. A computation is traced once for each batch size, written as a graph, and
 * run in a TensorFlow session where variables and optimizer slots stay between steps: only the batch goes
 * in and the gradients come out.
 */
export class CompiledExecutor implements Executor {
  readonly mode = 'compiled';
  readonly #tf: TF;
  readonly #program: AnalysedProgram;
  readonly #data: DataSource;
  readonly #eager: EagerExecutor;
  readonly #fused: readonly (FusedOptimizer | undefined)[];
  readonly #residents: Residents;
  readonly #random: RandomDraws;
  readonly #tracer: Tracer;
  readonly #scalesLoss: boolean;
  readonly #session: TensorFlowSession;
  readonly #attempts = new Attempts<Compiled>();
  readonly #notes: string[] = [];
  /** Traced already, for the first batches. */
  readonly #traces: Map<string, Traced>;
  #predicted = false;
  /** By update; undefined where the optimizer has no fused form. */
  readonly #updates: readonly (Call | undefined)[];
  /** By update: writes what is trained of its statistics, before it is updated; undefined where nothing is. */
  readonly #writes: readonly (Call | undefined)[];
  readonly #pull: Call;
  readonly #push: Call;
  readonly #pullVariables: Call;
  readonly #pushVariables: Call;
  /** True while the session is ahead of the models' variables. */
  #ahead = false;
  /** How often the variables in the session have changed. */
  #changes = 0;

  /** @throws NotCompilable */
  static async create(parts: CompiledParts): Promise<CompiledExecutor> {
    const executor = new CompiledExecutor(parts);
    await executor.fromModel();
    return executor;
  }

  private constructor({ backend, runtime, onPlacement, ...parts }: CompiledParts) {
    const { tf, program, data, random } = parts;
    const prepared = program.updates.find(({ prepare }) => prepare);
    if (prepared) throw new NotCompilable(`update ${prepared.name} prepares its batch in JavaScript`);
    this.#tf = tf;
    this.#program = program;
    this.#data = data;
    this.#random = random;
    this.#scalesLoss = parts.precision === 'float16';
    this.#eager = new EagerExecutor(parts);
    this.#fused = program.updates.map(({ optimizer, constrained }) =>
      constrained.length === 0 ? fusedOptimizer(tf, optimizer) : undefined,
    );
    this.#residents = new Residents(program, this.#fused);
    const { flavor } = runtime.manifest;
    const shapes = new Shapes(new TensorFlowSession(runtime));
    this.#tracer = new Tracer({ ...parts, backend, residents: this.#residents, flavor, shapes });
    const unfused = program.updates.find((_, i) => !this.#fused[i]);
    if (unfused) {
      const reason = unfused.constrained.length > 0 ? ', for its constraints' : '';
      this.#notes.push(`the optimizer of ${unfused.name} runs op by op${reason}`);
    }
    this.#session = new TensorFlowSession(runtime, onPlacement);
    const { traces, failures } = tryAll(this.#tracer, program, data, this.#session, parts.firstBatches);
    this.#traces = traces;
    for (const [name, why] of failures) {
      this.#notes.push(`${name} runs op by op, because ${why}`);
      this.#attempts.giveUp(name);
    }
    const builder = new GraphBuilder();
    this.#residents.addTo(builder);
    const updates = this.#fused.map(
      (fused, update) => fused && addUpdate(builder, this.#residents, program, update, fused),
    );
    const writes = program.updates.map((_, update) => addWrites(builder, this.#residents, program, update));
    this.#session.extend(builder.nodes);
    this.#updates = updates.map((spec) => spec && this.#session.prepare(spec));
    this.#writes = writes.map((spec) => spec && this.#session.prepare(spec));
    const { all, variables } = this.#residents;
    this.#pull = pulling(this.#session, all);
    this.#push = pushing(this.#session, all);
    this.#pullVariables = pulling(this.#session, variables);
    this.#pushVariables = pushing(this.#session, variables);
  }

  get note(): string | undefined {
    return this.#notes.join('; ') || undefined;
  }

  allocate(length: number): Float32Array {
    return this.#session.allocate(length);
  }

  compute(request: StepRequest, out: Float32Array, sum?: BlockingSum, ring?: Ring): void {
    const { update, batch } = request;
    const { rankSums } = this.#program.updates[update]!;
    let summed = false;
    const asked: BlockingSum | undefined =
      sum &&
      ((values) => {
        summed = true;
        sum(values);
      });
    this.#run(
      `update${update}`,
      batch,
      () => this.#tracer.gradients(update, batch),
      rankSums.length,
      // Where the first run fails, the step is computed again, so nobody may have taken a part of it.
      (compiled, first) => this.#computeCompiled(compiled, request, out, asked, first ? undefined : ring),
      () => this.#eager.compute(request, out, sum),
      // Other ranks have taken part in a sum already, so this step cannot be begun again.
      () => !summed,
      this.#program.updates[update],
    );
  }

  #computeCompiled(
    { call, gradients, sizes }: Compiled,
    { update, batch, weight, place, lossScale = 1 }: StepRequest,
    out: Float32Array,
    sum?: BlockingSum,
    ring?: Ring,
  ): void {
    const { variables, statistics } = this.#program.updates[update]!;
    const outputs: Float32Array[] = [];
    const take = inOrder(out);
    for (const [i, { size }] of variables.entries()) {
      // A variable that the loss does not depend on has no gradient among the outputs.
      if (gradients[outputs.length] === i) outputs.push(take(size));
      else take(size).fill(0);
    }
    for (const { size } of statistics) outputs.push(take(size));
    const check = take(1);
    for (const size of sizes.slice(outputs.length)) outputs.push(take(size));
    const samples = take(1);
    const drawn = [this.#random.keyOf(place), Int32Array.of(place.first)];
    const scale = this.#scalesLoss ? [Float32Array.of(lossScale)] : [];
    const feeds = [Float32Array.of(weight), ...drawn, ...scale, ...arraysOf(this.#data, batch)];
    const finite = call(feeds, outputs, sum, ring);
    check[0] = finite < gradients.length ? 1 : 0;
    samples[0] = batch.size;
  }

  apply(update: number, summed: Float32Array, learningRate: number): void {
    const [call, fused] = [this.#updates[update], this.#fused[update]];
    this.#changes++;
    if (!call || !fused) {
      this.#applyEagerly(update, summed, learningRate);
      return;
    }
    const { variables, statistics, optimizer } = this.#program.updates[update]!;
    const take = inOrder(summed);
    const gradients = variables.map(({ size }) => take(size));
    const written = new Map(statistics.map((variable) => [variable, take(variable.size)]));
    const { before, beside } = statisticsOf(this.#program.updates[update]!);
    this.#writes[update]?.(
      before.map((variable) => written.get(variable)!),
      [],
    );
    const feeds = [...gradients, ...beside.map((variable) => written.get(variable)!)];
    const scalars = fused
      .values(learningRate, iterationsOf(optimizer))
      .map((value) => Float32Array.of(value));
    call([...feeds, ...scalars], []);
    countIteration(optimizer);
    this.#ahead = true;
  }

  evaluate(batch: Batch): Float32Array {
    const compiled = ({ call, sizes }: Compiled) => {
      const length = sizes.reduce((sum, size) => sum + size, 0);
      const out = new Float32Array(length + 1);
      call([...arraysOf(this.#data, batch)], sizes.map(inOrder(out)));
      out[length] = batch.size;
      return out;
    };
    const trace = () => this.#tracer.evaluation(batch);
    return this.#run('evaluation', batch, trace, 0, compiled, () => this.#eager.evaluate(batch));
  }

  predict(batch: Batch): Float32Array[] {
    if (!this.#program.predict) return this.#eager.predict(batch);
    const compiled = ({ call, sizes }: Compiled) => {
      const outputs = sizes.map((size) => new Float32Array(size));
      call([...arraysOf(this.#data, batch)], outputs);
      return outputs;
    };
    const trace = () => {
      if (this.#predicted) return this.#tracer.prediction(batch);
      this.#predicted = true;
      return this.#tracer.steadyPrediction(batch);
    };
    return this.#run('prediction', batch, trace, 0, compiled, () => this.#eager.predict(batch));
  }

  async toModel(): Promise<void> {
    if (!this.#ahead) return;
    await this.#residents.toModel(this.#tf, read(this.#pull, this.#residents.all));
    this.#ahead = false;
  }

  async fromModel(): Promise<void> {
    this.#push(await this.#residents.fromModel(), []);
    this.#changes++;
    this.#ahead = false;
  }

  /** For an optimizer that has no fused form: tfjs's own, between a pull and a push of the variables. */
  #applyEagerly(update: number, summed: Float32Array, learningRate: number): void {
    this.#eagerly(() => this.#eager.apply(update, summed, learningRate));
    this.#pushVariables(
      this.#residents.variables.map(({ variable }) => variable.dataSync<'float32'>()),
      [],
    );
  }

  #run<T>(
    name: string,
    batch: Batch,
    trace: () => Traced,
    sums: number,
    compiled: (ready: Compiled, first: boolean) => T,
    eager: () => T,
    again?: () => boolean,
    update?: AnalysedUpdate,
  ): T {
    const key = keyOf(name, batch.size);
    const compile = () => {
      const traced = this.#traces.get(key) ?? trace();
      this.#traces.delete(key);
      return this.#add(key, traced, sums, update);
    };
    return this.#attempts.run(name, key, compile, compiled, () => this.#eagerly(eager), again);
  }

  /** Op by op, on the variables as they stand in the session. */
  #eagerly<T>(work: () => T): T {
    const { variables } = this.#residents;
    if (this.#ahead) this.#residents.variablesToModel(this.#tf, read(this.#pullVariables, variables));
    return work();
  }

  /** Adds a traced computation to the session; `update` is that whose gradient it is. */
  #add(key: string, { trace, gradients }: Traced, sums: number, update?: AnalysedUpdate): Compiled {
    const names = new Set(this.#residents.variables.map(({ name }) => name));
    const resident = (input: string) => (names.has(input) ? `${input}/read` : undefined);
    const sizes = trace.outputs.map((value) => sizeOf(trace.types[value]!.shape));
    const call = update
      ? addStages(this.#session, key, trace, sums, resident, deliveries(update, gradients))
      : addForward(this.#session, key, trace, resident, () => this.#changes);
    return { call, gradients, sizes };
  }
}
