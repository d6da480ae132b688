import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Batch, DataSource } from '../../api/data.ts';
import type { Precision, Tensors, TF } from '../../api/job.ts';
import { type AnalysedProgram, toTensors } from '../program/analysis.ts';
import type { ExecutorParts } from '../program/executor.ts';
import { gradientStep, sumsOf } from '../program/step.ts';
import type { Flavor } from '../runtime/layout.ts';
import type { NativeBackend } from '../tfjs/binding.ts';
import { NO_STEP, type RandomDraws } from '../tfjs/draws.ts';
import type { RankSums } from '../tfjs/rank-sums.ts';
import { keepingNothing } from './keeping-nothing.ts';
import { optimize } from './passes/index.ts';
import { withZeros } from './passes/sparse.ts';
import { type Recorded, record } from './recorder.ts';
import type { Residents } from './resident.ts';
import { RANK_SUM } from './segments.ts';
import type { Shapes } from './shapes.ts';
import { expectSteady } from './steady.ts';
import { BATCH, type Trace } from './trace.ts';

/** A traced computation at one batch size. */
export interface Traced {
  readonly trace: Trace;
  /** Outputs that are gradients come first: the index of the variable of each. */
  readonly gradients: readonly number[];
}

export interface TracerParts extends ExecutorParts {
  readonly backend: NativeBackend;
  readonly residents: Residents;
  /** What the traces are optimized for. */
  readonly flavor: Flavor;
  readonly shapes: Shapes;
}

/** Writes down the computations of a program, each for batches of one size. */
export class Tracer {
  readonly #tf: TF;
  readonly #backend: NativeBackend;
  readonly #program: AnalysedProgram;
  readonly #data: DataSource;
  readonly #random: RandomDraws;
  readonly #sums: RankSums;
  readonly #residents: Residents;
  readonly #flavor: Flavor;
  readonly #precision: Precision;
  readonly #withZeros: ReadonlySet<string>;
  readonly #ownCode: boolean;
  readonly #shapes: Shapes;

  constructor(parts: TracerParts) {
    const { tf, backend, program, data, random, sums, residents, flavor, precision, ownCode } = parts;
    this.#tf = tf;
    this.#backend = backend;
    this.#program = program;
    this.#data = data;
    this.#random = random;
    this.#sums = sums;
    this.#residents = residents;
    this.#flavor = flavor;
    this.#precision = precision;
    this.#withZeros = withZeros(parts.ranges);
    this.#ownCode = ownCode;
    this.#shapes = parts.shapes;
  }

  /** Forward and backward pass. @throws NotCompilable */
  gradients(update: number, batch: Batch): Traced {
    return this.#optimized(this.#gradients(update, batch));
  }

  /** Sums of the evaluation. @throws NotCompilable */
  evaluation(batch: Batch): Traced {
    return this.#optimized(this.#evaluation(batch));
  }

  /** Outputs of the model. @throws NotCompilable */
  prediction(batch: Batch): Traced {
    return this.#optimized(this.#prediction(batch));
  }

  /** As `gradients`. @throws NotCompilable also where it has what a compiled step would freeze */
  steadyGradients(update: number, batch: Batch): Traced {
    return this.#optimized(expectSteady(this.#ownCode, () => this.#gradients(update, batch)));
  }

  /** As `evaluation`. @throws NotCompilable also where it has what would freeze */
  steadyEvaluation(batch: Batch): Traced {
    return this.#optimized(expectSteady(this.#ownCode, () => this.#evaluation(batch)));
  }

  /** As `prediction`. @throws NotCompilable also where it has what would freeze */
  steadyPrediction(batch: Batch): Traced {
    return this.#optimized(expectSteady(this.#ownCode, () => this.#prediction(batch)));
  }

  #optimized({ trace, gradients }: Traced): Traced {
    return { trace: optimize(trace, this.#flavor, this.#precision, this.#withZeros), gradients };
  }

  #gradients(update: number, batch: Batch): Traced & { readonly trace: Recorded } {
    const tf = this.#tf;
    let gradients: number[] = [];
    const trace = scoped(tf, () => {
      const [weight, key, first] = [
        tf.scalar(1),
        tf.tensor2d([0, 0], [1, 2], 'int32'),
        tf.scalar(0, 'int32'),
      ];
      const { draws } = this.#program.updates[update]!;
      const scale = this.#precision === 'float16' ? tf.scalar(1) : undefined;
      return this.#record(batch, { weight, key, first, ...(scale && { scale }) }, (tensors) => {
        const compute = () =>
          gradientStep(
            tf,
            this.#program,
            this.#program.updates[update]!,
            tensors,
            weight as Scalar,
            batch.size,
            scale,
          );
        const step = this.#random.withinTensors(key as Tensor2D, first as Scalar, batch.size, draws, () =>
          this.#sums.within(this.#marked(), compute),
        );
        gradients = step.gradients.flatMap((gradient, i) => (gradient ? [i] : []));
        const present = step.gradients.filter((gradient) => gradient !== null);
        return [...present, ...step.statistics, ...step.sums];
      });
    });
    return { trace, gradients };
  }

  #evaluation(batch: Batch): Traced & { readonly trace: Recorded } {
    const { evaluate, evaluated } = this.#program;
    const compute = (tensors: Tensors) =>
      this.#random.within(NO_STEP, batch.size, [], () => sumsOf(evaluate!(tensors), evaluated, batch.size));
    return { trace: scoped(this.#tf, () => this.#record(batch, {}, compute, true)), gradients: [] };
  }

  #prediction(batch: Batch): Traced & { readonly trace: Recorded } {
    const compute = (tensors: Tensors) =>
      this.#random.within(NO_STEP, batch.size, [], () => Object.values(this.#program.predict!(tensors)));
    return { trace: scoped(this.#tf, () => this.#record(batch, {}, compute, true)), gradients: [] };
  }

  /** Leaves a mark in the trace for each sum over the ranks. */
  #marked(): (own: Tensor) => Tensor {
    const { TF_ATTR_STRING, TF_ATTR_TYPE } = this.#backend.binding;
    const type = { name: 'T', type: TF_ATTR_TYPE, value: this.#backend.getDTypeInteger('float32') };
    let count = 0;
    return (own) => {
      const message = { name: 'message', type: TF_ATTR_STRING, value: String(count++) };
      return this.#backend.executeSingleOutput(RANK_SUM, [type, message], [own]);
    };
  }

  /** @param keepsNothing whether nothing of ours keeps tensors in `compute`, so that those of the job would show */
  #record(
    batch: Batch,
    more: Tensors,
    compute: (tensors: Tensors) => readonly Tensor[],
    keepsNothing = false,
  ): Recorded {
    const tensors = toTensors(this.#tf, this.#data, batch);
    const inputs: Record<string, Tensor> = { ...more };
    for (const [name, tensor] of Object.entries(tensors)) inputs[`${BATCH}${name}`] = tensor;
    for (const { name, variable } of this.#residents.variables) inputs[name] = variable;
    const work = () => compute(tensors);
    if (!this.#ownCode) return record(this.#backend, inputs, work, this.#shapes);
    // Code of the job may keep tensors for later, which must have numbers then.
    if (!keepsNothing) return record(this.#backend, inputs, work);
    return record(this.#backend, inputs, work, this.#shapes, (run) => keepingNothing(this.#tf, run));
  }
}

/** As tf.tidy, for work that gives something else than tensors. */
function scoped<T>(tf: TF, work: () => T): T {
  let result: T | undefined;
  tf.tidy(() => {
    result = work();
  });
  return result as T;
}
