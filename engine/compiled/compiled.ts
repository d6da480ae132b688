import type { Batch, DataSource } from '../../api/data.ts';
import type { TF } from '../../api/job.ts';
import type { Place } from '../engine.ts';
import { type AnalysedProgram, trialBatch } from '../program/analysis.ts';
import { EagerExecutor } from '../program/eager.ts';
import type { Executor } from '../program/executor.ts';
import type { Runtime } from '../runtime/layout.ts';
import type { NativeBackend } from '../tfjs/binding.ts';
import type { RandomDraws } from '../tfjs/draws.ts';
import type { BlockingSum, RankSums } from '../tfjs/rank-sums.ts';
import { GraphBuilder } from './graph.ts';
import { type FusedOptimizer, fusedOptimizer } from './optimizers.ts';
import { NotCompilable } from './recorder.ts';
import { countIteration, iterationsOf, type Resident, Residents } from './resident.ts';
import { cut } from './segments.ts';
import { type Call, type Feed, GraphSession, type Numbers } from './session.ts';
import { addStages, type StagedCall } from './stages.ts';
import { FLOAT32, sizeOf } from './trace.ts';
import { type Traced, Tracer } from './tracer.ts';

/** A traced computation as a part of the session. */
interface Compiled {
  readonly call: StagedCall;
  /** Outputs that are gradients come first: the index of the variable of each. */
  readonly gradients: readonly number[];
  /** Numbers in each output. */
  readonly sizes: readonly number[];
}

/**
 * Every step as one native call. A computation is traced once for each batch size, written as a graph, and
 * run in a TensorFlow session where variables and optimizer slots stay between steps: only the batch goes
 * in and the gradients come out.
 */
export class CompiledExecutor implements Executor {
  readonly mode = 'compiled';
  readonly note: string | undefined;
  readonly #tf: TF;
  readonly #program: AnalysedProgram;
  readonly #eager: EagerExecutor;
  readonly #fused: readonly (FusedOptimizer | undefined)[];
  readonly #residents: Residents;
  readonly #random: RandomDraws;
  readonly #tracer: Tracer;
  readonly #session: GraphSession;
  readonly #compiled = new Map<string, Compiled>();
  /** By update; undefined where the optimizer has no fused form. */
  readonly #updates: readonly (Call | undefined)[];
  readonly #pull: Call;
  readonly #push: Call;
  readonly #pullVariables: Call;
  readonly #pushVariables: Call;
  /** True while the session is ahead of the models' variables. */
  #ahead = false;

  /** @throws NotCompilable */
  static async create(
    tf: TF,
    backend: NativeBackend,
    program: AnalysedProgram,
    data: DataSource,
    random: RandomDraws,
    sums: RankSums,
    runtime: Runtime,
  ): Promise<CompiledExecutor> {
    const executor = new CompiledExecutor(tf, backend, program, data, random, sums, runtime);
    await executor.fromModel();
    return executor;
  }

  private constructor(
    tf: TF,
    backend: NativeBackend,
    program: AnalysedProgram,
    data: DataSource,
    random: RandomDraws,
    sums: RankSums,
    runtime: Runtime,
  ) {
    const prepared = program.updates.find(({ prepare }) => prepare);
    if (prepared) throw new NotCompilable(`update ${prepared.name} prepares its batch in JavaScript`);
    this.#tf = tf;
    this.#program = program;
    this.#random = random;
    this.#eager = new EagerExecutor(tf, program, data, random, sums);
    this.#fused = program.updates.map(({ optimizer }) => fusedOptimizer(tf, optimizer));
    this.#residents = new Residents(program, this.#fused);
    const { flavor } = runtime.manifest;
    this.#tracer = new Tracer(tf, backend, program, data, random, sums, this.#residents, flavor);
    const unfused = program.updates.find((_, i) => !this.#fused[i]);
    if (unfused) this.note = `the optimizer of ${unfused.name} runs op by op`;
    // Better known now than at step 0 whether it compiles, and to what.
    const few = trialBatch(data);
    for (const [update, { rankSums }] of program.updates.entries()) {
      this.#tracer.expectSteadyGradients(update, few);
      cut(this.#tracer.gradients(update, few).trace, rankSums.length);
    }
    this.#session = new GraphSession(runtime);
    const builder = new GraphBuilder();
    this.#residents.addTo(builder);
    const updates = program.updates.map((_, update) => this.#addUpdate(builder, update));
    this.#session.extend(builder.nodes);
    this.#updates = updates.map((spec) => spec && this.#session.prepare(spec));
    const { all, variables } = this.#residents;
    this.#pull = this.#pulling(all);
    this.#push = this.#pushing(all);
    this.#pullVariables = this.#pulling(variables);
    this.#pushVariables = this.#pushing(variables);
  }

  allocate(length: number): Float32Array {
    return this.#session.allocate(length);
  }

  compute(
    update: number,
    batch: Batch,
    weight: number,
    place: Place,
    out: Float32Array,
    sum?: BlockingSum,
  ): void {
    const { rankSums, variables, statistics } = this.#program.updates[update]!;
    const { call, gradients, sizes } = this.#ready(
      `compute${update}/${batch.size}`,
      () => this.#tracer.gradients(update, batch),
      rankSums.length,
    );
    const outputs: Float32Array[] = [];
    let offset = 0;
    const put = (size: number) => {
      outputs.push(out.subarray(offset, offset + size));
      offset += size;
    };
    for (const [i, { size }] of variables.entries()) {
      if (gradients[outputs.length] === i) put(size);
      else offset += out.fill(0, offset, offset + size) && size;
    }
    for (const { size } of statistics) put(size);
    const spoiled = offset++;
    for (const size of sizes.slice(outputs.length)) put(size);
    const drawn = [this.#random.keyOf(place), Int32Array.of(place.first)];
    const finite = call([Float32Array.of(weight), ...drawn, ...batch.inputs, ...batch.targets], outputs, sum);
    out[spoiled] = finite < gradients.length ? 1 : 0;
    out[offset] = batch.size;
  }

  apply(update: number, summed: Float32Array, learningRate: number): void {
    const [call, fused] = [this.#updates[update], this.#fused[update]];
    if (!call || !fused) {
      this.#applyEagerly(update, summed, learningRate);
      return;
    }
    const { variables, statistics, optimizer } = this.#program.updates[update]!;
    let offset = 0;
    const feeds = [...variables, ...statistics].map(({ size }) => {
      offset += size;
      return summed.subarray(offset - size, offset);
    });
    const scalars = fused
      .values(learningRate, iterationsOf(optimizer))
      .map((value) => Float32Array.of(value));
    call([...feeds, ...scalars], []);
    countIteration(optimizer);
    this.#ahead = true;
  }

  evaluate(batch: Batch): Float32Array {
    const { call, sizes } = this.#ready(`evaluate/${batch.size}`, () => this.#tracer.evaluation(batch));
    const out = new Float32Array(sizes.length + 1);
    const outputs = sizes.map((_, i) => out.subarray(i, i + 1));
    call([...batch.inputs, ...batch.targets], outputs);
    out[sizes.length] = batch.size;
    return out;
  }

  predict(batch: Batch): Float32Array[] {
    if (!this.#program.predict) return this.#eager.predict(batch);
    const { call, sizes } = this.#ready(`predict/${batch.size}`, () => this.#tracer.prediction(batch));
    const outputs = sizes.map((size) => new Float32Array(size));
    call([...batch.inputs, ...batch.targets], outputs);
    return outputs;
  }

  async toModel(): Promise<void> {
    if (!this.#ahead) return;
    await this.#residents.toModel(this.#tf, read(this.#pull, this.#residents.all));
    this.#ahead = false;
  }

  async fromModel(): Promise<void> {
    this.#push(await this.#residents.fromModel(), []);
    this.#ahead = false;
  }

  /** For an optimizer that has no fused form: tfjs's own, between a pull and a push of the variables. */
  #applyEagerly(update: number, summed: Float32Array, learningRate: number): void {
    const { variables } = this.#residents;
    if (this.#ahead) this.#residents.variablesToModel(this.#tf, read(this.#pullVariables, variables));
    this.#eager.apply(update, summed, learningRate);
    this.#pushVariables(
      variables.map(({ variable }) => variable.dataSync<'float32'>()),
      [],
    );
  }

  /** The computation `key`, traced and added to the session at its first use. */
  #ready(key: string, trace: () => Traced, sums = 0): Compiled {
    const known = this.#compiled.get(key);
    if (known) return known;
    const traced = trace();
    const names = new Set(this.#residents.variables.map(({ name }) => name));
    const resident = (input: string) => (names.has(input) ? `${input}/read` : undefined);
    const call = addStages(this.#session, key, traced.trace, sums, resident);
    const sizes = traced.trace.outputs.map((value) => sizeOf(traced.trace.types[value]!.shape));
    const compiled = { call, gradients: traced.gradients, sizes };
    this.#compiled.set(key, compiled);
    return compiled;
  }

  /** Adds the nodes that apply an update; undefined where the optimizer has no fused form. */
  #addUpdate(builder: GraphBuilder, update: number) {
    const fused = this.#fused[update];
    if (!fused) return undefined;
    const key = `apply${update}`;
    const { variables, statistics } = this.#program.updates[update]!;
    const feeds: Feed[] = [];
    const feed = (name: string, shape: readonly number[]) => {
      const type = { dtype: FLOAT32, shape };
      feeds.push({ name: builder.placeholder(`${key}/${name}`, type), ...type });
      return `${key}/${name}`;
    };
    const gradients = variables.map(({ shape }, i) => feed(`gradient${i}`, shape));
    const averages = statistics.map(({ shape }, i) => feed(`statistic${i}`, shape));
    const scalars = fused.scalars.map((name) => feed(name, []));
    const targets = variables.map((variable, i) => {
      const slots = this.#residents.slotsOf(update, i).map(({ name }) => name);
      const nodes = { variable: this.#residents.of(variable).name, slots, gradient: gradients[i]!, scalars };
      return fused.add(builder, `${key}/update${i}`, nodes);
    });
    for (const [i, variable] of statistics.entries()) {
      const handle = this.#residents.of(variable).name;
      const dtype = { dtype: { type: FLOAT32 } };
      targets.push(builder.add(`${key}/assign${i}`, 'AssignVariableOp', [handle, averages[i]!], dtype));
    }
    // Moving averages are assigned, so the variables take the fed memory over.
    return { feeds, targets, copy: statistics.length > 0 };
  }

  #pulling(residents: readonly Resident[]): Call {
    return this.#session.prepare({ fetches: residents.map(({ name }) => `${name}/read`) });
  }

  #pushing(residents: readonly Resident[]): Call {
    const feeds = residents.map(({ name, shape }) => ({ name: `${name}/value`, dtype: FLOAT32, shape }));
    return this.#session.prepare({
      feeds,
      targets: residents.map(({ name }) => `${name}/assign`),
      copy: true,
    });
  }
}

function read(pull: Call, residents: readonly Resident[]): Float32Array[] {
  const values = residents.map(({ shape }) => new Float32Array(sizeOf(shape)));
  pull([], values as Numbers[]);
  return values;
}
