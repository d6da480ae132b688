import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { sizeOf } from '../../base/arrays.ts';
import { type AnalysedProgram, variableOf } from '../program/analysis.ts';
import type { GraphBuilder } from './graph.ts';
import { shapeOf } from './graph-def.ts';
import type { FusedOptimizer } from './optimizers.ts';
import type { Call, Numbers, TensorFlowSession } from './session.ts';
import { FLOAT32 } from './trace.ts';

/** A tensor that lives in the session between steps; `name` is that of its handle's node. */
export interface Resident {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Everything that lives in the session: the models' variables, then the slots of fused optimizers. */
export class Residents {
  readonly variables: readonly (Resident & { readonly variable: Variable })[];
  readonly #slots: readonly (readonly (readonly Resident[])[])[];
  readonly #fused: readonly (FusedOptimizer | undefined)[];
  readonly #program: AnalysedProgram;

  constructor(program: AnalysedProgram, fused: readonly (FusedOptimizer | undefined)[]) {
    const all = new Set(Object.values(program.models).flatMap((model) => model.weights.map(variableOf)));
    this.#program = program;
    this.#fused = fused;
    this.variables = [...all].map((variable, i) => ({
      name: `variable${i}`,
      shape: variable.shape,
      variable,
    }));
    this.#slots = program.updates.map(({ variables }, u) =>
      (fused[u]?.slots ?? []).map((slot) =>
        variables.map(({ shape, name }, i) => ({
          name: `slot${u}/${slot.name}${i}`,
          shape: slot.shapeFor(shape, name),
        })),
      ),
    );
  }

  /** Variables, then slots: the order of every list of values below. */
  get all(): readonly Resident[] {
    return [...this.variables, ...this.#slots.flat(2)];
  }

  of(variable: Variable): Resident {
    return this.variables.find((resident) => resident.variable === variable)!;
  }

  /** By slot; each holds what `variable`, the update's variable number `index`, needs. */
  slotsOf(update: number, index: number): readonly Resident[] {
    return this.#slots[update]!.map((row) => row[index]!);
  }

  /** Handles, reads (`<name>/read`) and assignments (`<name>/assign` of `<name>/value`). */
  addTo(builder: GraphBuilder): void {
    for (const { name, shape } of this.all) {
      const dtype = { dtype: { type: FLOAT32 } };
      builder.add(name, 'VarHandleOp', [], {
        ...dtype,
        shape: { shape: shapeOf(shape) },
        shared_name: { s: Buffer.from(name) },
      });
      builder.add(`${name}/read`, 'ReadVariableOp', [name], dtype);
      builder.placeholder(`${name}/value`, { dtype: FLOAT32, shape });
      builder.add(`${name}/assign`, 'AssignVariableOp', [name, `${name}/value`], dtype);
    }
  }

  /** What the models and optimizers hold now; a slot that its optimizer has not made yet is zero. */
  async fromModel(): Promise<Float32Array[]> {
    const values = this.variables.map(({ variable }) => variable.dataSync<'float32'>());
    for (const [u, { optimizer }] of this.#program.updates.entries()) {
      const slots = this.#slots[u]!.flat();
      const [iterations, ...held] = await optimizer.getWeights();
      iterations?.tensor.dispose();
      values.push(
        ...slots.map(
          ({ shape }, i) => held[i]?.tensor.dataSync<'float32'>() ?? new Float32Array(sizeOf(shape)),
        ),
      );
    }
    return values;
  }

  /** Puts values where the models and optimizers keep them. */
  async toModel(tf: TF, values: readonly Float32Array[]): Promise<void> {
    this.variablesToModel(tf, values);
    let next = this.variables.length;
    for (const [u, { optimizer, variables }] of this.#program.updates.entries()) {
      const names = this.#fused[u]?.slots ?? [];
      const slots = names.flatMap((slot) =>
        variables.map(({ name, shape }) => ({
          name: `${name}/${slot.name}`,
          tensor: tf.tensor(values[next++]!, [...slot.shapeFor(shape, name)]),
        })),
      );
      if (this.#fused[u] && iterationsOf(optimizer) > 0) await putSlots(tf, optimizer, slots);
      for (const { tensor } of slots) tensor.dispose();
    }
  }

  variablesToModel(tf: TF, values: readonly Float32Array[]): void {
    for (const [i, { variable }] of this.variables.entries()) {
      tf.tidy(() => variable.assign(tf.tensor(values[i]!, variable.shape)));
    }
  }
}

/** Puts slots into a tfjs optimizer as its own update would have left them. */
async function putSlots(
  tf: TF,
  optimizer: Optimizer,
  slots: readonly { name: string; tensor: Tensor }[],
): Promise<void> {
  const former = (await optimizer.getWeights()).slice(1);
  const iterations = tf.scalar(iterationsOf(optimizer), 'int32');
  await optimizer.setWeights([{ name: 'iter', tensor: iterations }, ...slots]);
  for (const { tensor } of [...former, { tensor: iterations }]) tensor.dispose();
}

interface Counting {
  iterations_: number | null;
}

/** Updates that the optimizer has made. */
export function iterationsOf(optimizer: Optimizer): number {
  return (optimizer as unknown as Counting).iterations_ ?? 0;
}

export function countIteration(optimizer: Optimizer): void {
  (optimizer as unknown as Counting).iterations_ = iterationsOf(optimizer) + 1;
}

/** A call that fetches what residents hold. */
export function pulling(session: TensorFlowSession, residents: readonly Resident[]): Call {
  return session.prepare({ fetches: residents.map(({ name }) => `${name}/read`) });
}

/** A call that sets residents to what it is fed. */
export function pushing(session: TensorFlowSession, residents: readonly Resident[]): Call {
  const feeds = residents.map(({ name, shape }) => ({ name: `${name}/value`, dtype: FLOAT32, shape }));
  return session.prepare({ feeds, targets: residents.map(({ name }) => `${name}/assign`), copy: true });
}

/** What `pull` fetches of them, in their order. */
export function read(pull: Call, residents: readonly Resident[]): Float32Array[] {
  const values = residents.map(({ shape }) => new Float32Array(sizeOf(shape)));
  pull([], values as Numbers[]);
  return values;
}
