import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { Batch, DataSource } from '../../api/data.ts';
import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import type { StepRequest } from '../engine.ts';
import { NO_STEP, type RandomDraws } from '../tfjs/draws.ts';
import type { BlockingSum, RankSums } from '../tfjs/rank-sums.ts';
import { type AnalysedProgram, type NamedTensor, toTensors } from './analysis.ts';
import type { Executor, ExecutorParts } from './executor.ts';
import { applyAsKeras, gradientStep, setLearningRate, sumsOf } from './step.ts';

/** Runs op by op, as tfjs does: the reference for other executors. */
export class EagerExecutor implements Executor {
  readonly mode = 'eager';
  readonly note: string | undefined;
  readonly #tf: TF;
  readonly #program: AnalysedProgram;
  readonly #data: DataSource;
  readonly #random: RandomDraws;
  readonly #sums: RankSums;

  /** @param note why it runs op by op, where a compiled step was wanted */
  constructor({ tf, program, data, random, sums, precision }: ExecutorParts, note?: string) {
    this.#tf = tf;
    this.#program = program;
    this.#data = data;
    this.#random = random;
    this.#sums = sums;
    const single = precision === 'float32' ? undefined : 'in float32, since it runs op by op';
    this.note = [note, single].filter(Boolean).join('; ') || undefined;
  }

  allocate(length: number): Float32Array {
    return new Float32Array(new SharedArrayBuffer(4 * length));
  }

  compute(request: StepRequest, out: Float32Array, sum?: BlockingSum): void {
    const { batch, weight, place } = request;
    const tf = this.#tf;
    const update = this.#program.updates[request.update]!;
    tf.tidy(() => {
      const tensors = toTensors(tf, this.#data, batch);
      const step = () =>
        this.#random.within(place, batch.size, update.draws, () => {
          const prepared = update.prepare ? update.prepare(tensors) : tensors;
          return gradientStep(tf, this.#program, update, prepared, tf.scalar(weight), batch.size);
        });
      const { gradients, statistics, sums } = sum ? this.#sums.by(sum, step) : step();
      let offset = 0;
      const put = (tensor: Tensor | null, size: number) => {
        if (tensor) out.set(tensor.dataSync<'float32'>(), offset);
        else out.fill(0, offset, offset + size);
        offset += size;
      };
      for (const [i, variable] of update.variables.entries()) put(gradients[i]!, variable.size);
      const finite = out.subarray(0, offset).every(Number.isFinite);
      for (const tensor of statistics) put(tensor, tensor.size);
      out[offset++] = finite ? 0 : 1;
      for (const tensor of sums) put(tensor, tensor.size);
      out[offset] = batch.size;
    });
  }

  apply(index: number, summed: Float32Array, learningRate: number): void {
    const tf = this.#tf;
    const { variables, statistics, constrained, optimizer } = this.#program.updates[index]!;
    setLearningRate(optimizer, learningRate);
    tf.tidy(() => {
      let offset = 0;
      const take = ({ shape, size }: Variable) => {
        offset += size;
        return tf.tensor(summed.slice(offset - size, offset), shape);
      };
      const gradients = variables.map(
        (variable): NamedTensor => ({ name: variable.name, tensor: take(variable) }),
      );
      // Before the update, which may be of what was written.
      for (const variable of statistics) variable.assign(take(variable));
      applyAsKeras(tf, optimizer, gradients);
      for (const { variable, constraint } of constrained) variable.assign(constraint.apply(variable));
    });
  }

  evaluate(batch: Batch): Float32Array {
    const { evaluate, evaluated } = this.#program;
    return this.#tf.tidy(() => {
      const tensors = toTensors(this.#tf, this.#data, batch);
      const value = this.#random.within(NO_STEP, batch.size, [], () => evaluate!(tensors));
      const sums = sumsOf(value, evaluated, batch.size);
      return Float32Array.of(...sums.flatMap((sum) => [...sum.dataSync()]), batch.size);
    });
  }

  predict(batch: Batch): Float32Array[] {
    const { predict } = this.#program;
    if (!predict) throw new LockstepError('BAD_INPUT', 'this job has no predict function');
    return this.#tf.tidy(() => {
      const tensors = toTensors(this.#tf, this.#data, batch);
      const outputs = this.#random.within(NO_STEP, batch.size, [], () => predict(tensors));
      return Object.values(outputs).map((output) => output.dataSync<'float32'>().slice());
    });
  }

  async toModel(): Promise<void> {}

  async fromModel(): Promise<void> {}
}
