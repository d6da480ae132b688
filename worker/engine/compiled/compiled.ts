import type { Tensor } from '@tensorflow/tfjs';
import type { Batch, DataSource, Feature } from '../../../api/data.ts';
import type { TF } from '../../../api/job.ts';
import { type AnalysedProgram, zeroBatch } from '../local/analysis.ts';
import { EagerExecutor } from '../local/eager.ts';
import type { Executor } from '../local/executor.ts';
import type { NativeBackend, TensorMetadata } from './binding.ts';
import { GraphBuilder } from './graph.ts';
import { type FusedOptimizer, fusedOptimizer } from './optimizers.ts';
import type { RandomOps } from './random-ops.ts';
import { NotCompilable } from './recorder.ts';
import { countIteration, iterationsOf, Residents } from './resident.ts';
import { GraphSession, type PreparedCall } from './session.ts';
import { FLOAT32, INT32 } from './trace.ts';
import { type Traced, Tracer } from './tracer.ts';

/**
 * Every step as one native call. A computation is traced once for each batch size, written as a graph, and
 * run in a TensorFlow session where variables and optimizer slots stay between steps: only the batch goes
 * in and the gradients come out.
 */
export class CompiledExecutor implements Executor {
  readonly mode = 'compiled';
  readonly note: string | undefined;
  readonly #tf: TF;
  readonly #backend: NativeBackend;
  readonly #program: AnalysedProgram;
  readonly #data: DataSource;
  readonly #eager: EagerExecutor;
  readonly #fused: readonly (FusedOptimizer | undefined)[];
  readonly #residents: Residents;
  readonly #tracer: Tracer;
  readonly #traces = new Map<string, Traced>();
  readonly #calls = new Map<string, PreparedCall>();
  #session: GraphSession | undefined;
  /** True while the session is ahead of the models' variables. */
  #ahead = false;

  /** @throws NotCompilable */
  static async create(
    tf: TF,
    backend: NativeBackend,
    program: AnalysedProgram,
    data: DataSource,
    random: RandomOps,
  ): Promise<CompiledExecutor> {
    const executor = new CompiledExecutor(tf, backend, program, data, random);
    executor.#load();
    await executor.fromModel();
    return executor;
  }

  private constructor(
    tf: TF,
    backend: NativeBackend,
    program: AnalysedProgram,
    data: DataSource,
    random: RandomOps,
  ) {
    const prepared = program.updates.find(({ prepare }) => prepare);
    if (prepared) throw new NotCompilable(`update ${prepared.name} prepares its batch in JavaScript`);
    this.#tf = tf;
    this.#backend = backend;
    this.#program = program;
    this.#data = data;
    this.#eager = new EagerExecutor(tf, program, data, random);
    this.#fused = program.updates.map(({ optimizer }) => fusedOptimizer(tf, optimizer));
    this.#residents = new Residents(program, this.#fused);
    this.#tracer = new Tracer(tf, backend, program, data, random, this.#residents);
    const unfused = program.updates.find((_, i) => !this.#fused[i]);
    if (unfused) this.note = `the optimizer of ${unfused.name} runs op by op`;
    // Better known now than at step 0 whether it compiles.
    for (const update of program.updates.keys()) this.#tracer.gradients(update, zeroBatch(data));
  }

  compute(update: number, batch: Batch, weight: number, randomSeed: number, out: Float32Array): void {
    const key = `compute${update}/${batch.size}`;
    const { gradients } = this.#ready(key, () => this.#tracer.gradients(update, batch));
    const results = this.#run(key, [
      this.#feed([], FLOAT32, Float32Array.of(weight)),
      this.#feed([2], INT32, Int32Array.of(randomSeed | 0, 0)),
      ...this.#feedBatch(batch),
    ]);
    let offset = 0;
    let next = 0;
    for (const [i, { size }] of this.#program.updates[update]!.variables.entries()) {
      if (gradients[next] === i) this.#read(results[next++]!, out, offset);
      else out.fill(0, offset, offset + size);
      offset += size;
    }
    for (const result of results.slice(next)) offset += this.#read(result, out, offset);
    out[offset] = batch.size;
  }

  apply(update: number, summed: Float32Array, learningRate: number): void {
    const fused = this.#fused[update];
    if (!fused) {
      this.#applyEagerly(update, summed, learningRate);
      return;
    }
    const { variables, statistics, optimizer } = this.#program.updates[update]!;
    let offset = 0;
    const feeds = [...variables, ...statistics].map(({ shape, size }) => {
      offset += size;
      return this.#feed(shape, FLOAT32, summed.subarray(offset - size, offset));
    });
    for (const value of fused.values(learningRate, iterationsOf(optimizer))) {
      feeds.push(this.#feed([], FLOAT32, Float32Array.of(value)));
    }
    this.#discard(this.#run(`apply${update}`, feeds));
    countIteration(optimizer);
    this.#ahead = true;
  }

  evaluate(batch: Batch): Float32Array {
    const key = `evaluate/${batch.size}`;
    this.#ready(key, () => this.#tracer.evaluation(batch));
    const results = this.#run(key, this.#feedBatch(batch));
    const out = new Float32Array(results.length + 1);
    for (const [i, result] of results.entries()) this.#read(result, out, i);
    out[results.length] = batch.size;
    return out;
  }

  predict(batch: Batch): Float32Array[] {
    if (!this.#program.predict) return this.#eager.predict(batch);
    const key = `predict/${batch.size}`;
    this.#ready(key, () => this.#tracer.prediction(batch));
    const results = this.#run(key, this.#feedBatch(batch));
    const outputs = results.map(({ id }) => this.#backend.binding.tensorDataSync(id) as Float32Array);
    this.#discard(results);
    return outputs;
  }

  async toModel(): Promise<void> {
    if (!this.#ahead) return;
    const values = this.#toTensors(this.#run('pull', []));
    await this.#residents.toModel(this.#tf, values);
    this.#tf.dispose(values);
    this.#ahead = false;
  }

  async fromModel(): Promise<void> {
    const values = await this.#residents.fromModel(this.#tf);
    this.#discard(this.#run('push', this.#backend.getInputTensorIds(values), true));
    this.#tf.dispose(values);
    this.#ahead = false;
  }

  close(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  /** For an optimizer that has no fused form: tfjs's own, between a pull and a push of the variables. */
  #applyEagerly(update: number, summed: Float32Array, learningRate: number): void {
    if (this.#ahead) {
      const values = this.#toTensors(this.#run('pullVariables', []));
      for (const [i, { variable }] of this.#residents.variables.entries()) variable.assign(values[i]!);
      this.#tf.dispose(values);
    }
    this.#eager.apply(update, summed, learningRate);
    const variables = this.#residents.variables.map(({ variable }) => variable);
    this.#discard(this.#run('pushVariables', this.#backend.getInputTensorIds(variables), true));
  }

  /** The traced computation `key`, part of the session. */
  #ready(key: string, trace: () => Traced): Traced {
    const known = this.#traces.get(key);
    if (known) return known;
    const traced = trace();
    this.#traces.set(key, traced);
    const values = this.#run('pull', []).map(({ id }) => id);
    this.#load();
    this.#discard(this.#run('push', values));
    return traced;
  }

  /** A new session with all that has been traced; its variables are unset. */
  #load(): void {
    const builder = new GraphBuilder();
    const residents = this.#residents;
    residents.addTo(builder);
    this.#calls.clear();
    const call = (key: string, feeds: readonly string[], fetches: readonly string[]) =>
      this.#calls.set(key, GraphSession.prepare(feeds, fetches));
    const [all, variables] = [residents.all, residents.variables];
    call(
      'pull',
      [],
      all.map(({ name }) => `${name}/read`),
    );
    call(
      'push',
      all.map(({ name }) => `${name}/value`),
      ['push'],
    );
    call(
      'pullVariables',
      [],
      variables.map(({ name }) => `${name}/read`),
    );
    call(
      'pushVariables',
      variables.map(({ name }) => `${name}/value`),
      ['pushVariables'],
    );
    const names = new Set(variables.map(({ name }) => name));
    for (const [key, { trace }] of this.#traces) {
      const resident = (input: string) => (names.has(input) ? `${input}/read` : undefined);
      const { feeds, fetches } = builder.addTrace(key, trace, resident);
      call(key, [...feeds.values()], fetches);
    }
    for (const update of this.#fused.keys()) this.#addUpdate(builder, update, call);
    this.#session?.close();
    this.#session = new GraphSession(this.#backend.binding, builder.nodes);
  }

  #addUpdate(
    builder: GraphBuilder,
    update: number,
    call: (key: string, feeds: readonly string[], fetches: readonly string[]) => void,
  ): void {
    const fused = this.#fused[update];
    if (!fused) return;
    const key = `apply${update}`;
    const { variables, statistics } = this.#program.updates[update]!;
    const feed = (name: string, shape: readonly number[]) =>
      builder.placeholder(`${key}/${name}`, { dtype: FLOAT32, shape });
    const gradients = variables.map(({ shape }, i) => feed(`gradient${i}`, shape));
    const averages = statistics.map(({ shape }, i) => feed(`statistic${i}`, shape));
    const scalars = fused.scalars.map((name) => feed(name, []));
    const ops = variables.map((variable, i) => {
      const slots = this.#residents.slotsOf(update, i).map(({ name }) => name);
      const nodes = { variable: this.#residents.of(variable).name, slots, gradient: gradients[i]!, scalars };
      return fused.add(builder, `${key}/update${i}`, nodes);
    });
    for (const [i, variable] of statistics.entries()) {
      const handle = this.#residents.of(variable).name;
      const dtype = { dtype: { type: FLOAT32 } };
      ops.push(builder.add(`${key}/assign${i}`, 'AssignVariableOp', [handle, averages[i]!], dtype));
    }
    call(key, [...gradients, ...averages, ...scalars], [builder.effect(key, ops)]);
  }

  /** @param borrowed leaves the fed tensors to the caller */
  #run(key: string, feeds: number[], borrowed = false): TensorMetadata[] {
    const results = this.#session!.run(this.#calls.get(key)!, feeds);
    if (!borrowed) for (const id of feeds) this.#backend.binding.deleteTensor(id);
    return results;
  }

  #feed(shape: readonly number[], dtype: number, values: Float32Array | Int32Array): number {
    return this.#backend.binding.createTensor(shape, dtype, values);
  }

  #feedBatch({ size, inputs, targets }: Batch): number[] {
    const feed = ({ shape }: Feature, values: Float32Array | Int32Array) =>
      this.#feed([size, ...shape], values instanceof Int32Array ? INT32 : FLOAT32, values);
    return [
      ...this.#data.inputs.map((feature, i) => feed(feature, inputs[i]!)),
      ...this.#data.targets.map((feature, i) => feed(feature, targets[i]!)),
    ];
  }

  /** Copies a result to its place and drops it. @returns how many numbers it has */
  #read({ id }: TensorMetadata, out: Float32Array, offset: number): number {
    const { binding } = this.#backend;
    const values = binding.tensorDataSync(id);
    out.set(values, offset);
    binding.deleteTensor(id);
    return values.length;
  }

  #discard(results: readonly TensorMetadata[]): void {
    for (const { id } of results) this.#backend.binding.deleteTensor(id);
  }

  #toTensors(results: readonly TensorMetadata[]): Tensor[] {
    return results.map((result) => this.#backend.createOutputTensor(result));
  }
}
