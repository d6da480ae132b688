import { sizeOf } from '../../base/arrays.ts';
import type { BlockingSum } from '../tfjs/rank-sums.ts';
import { GraphBuilder } from './graph.ts';
import { shapeOf } from './graph-def.ts';
import { withAttributes } from './op-definition.ts';
import { cut } from './segments.ts';
import type { Numbers, TensorFlowSession } from './session.ts';
import type { Trace, ValueType } from './trace.ts';

/**
 * Runs a computation: `feeds` and `outputs` as the trace has them, residents left out. A rank without `sum` is
 * alone. Gives how many outputs, from the first on, hold finite numbers only.
 */
export type StagedCall = (
  feeds: readonly Numbers[],
  outputs: readonly Numbers[],
  sum?: BlockingSum | undefined,
) => number;

/**
 * Adds a traced computation to the session: one native call a segment, with a sum over the ranks after all but
 * the last.
 * @param sums sums over the ranks in the trace
 * @param resident node that stands for an input which lives in the session
 * @throws NotCompilable
 */
export function addStages(
  session: TensorFlowSession,
  key: string,
  trace: Trace,
  sums: number,
  resident: (input: string) => string | undefined,
): StagedCall {
  const stays = (input: string) =>
    resident(input) ?? (input.startsWith('kept') ? `${key}/${input}/read` : undefined);
  const feedNames = [...trace.inputs.keys()].filter((name) => !stays(name));
  const places = new Map(feedNames.map((name, i) => [name, i]));
  const buffers: Float32Array[] = [];
  const whole = withAttributes(trace, (op) => session.definitionOf(op));
  const stages = cut(whole, sums).map((segment, at) => {
    const builder = new GraphBuilder();
    const { feeds, fetches, known } = builder.addTrace(`${key}/${at}`, segment.trace, stays);
    const results = fetches.length - segment.keeps.length;
    const targets = segment.keeps.map((value, i) =>
      keep(builder, `${key}/kept${value}`, trace.types[value]!, fetches[results + i]!),
    );
    session.extend(builder.nodes, known);
    // What is kept may be fed memory in another shape.
    const spec = { feeds, fetches: fetches.slice(0, results), targets, copy: targets.length > 0 };
    const from = [...segment.trace.inputs.keys()].filter((name) => !stays(name));
    const stage = {
      call: session.prepare(spec),
      outputs: segment.outputs,
      from: from.map((name) => places.get(name)!),
      buffer: undefined as Float32Array | undefined,
    };
    if (segment.sums) {
      const value = segment.trace.outputs[segment.outputs.length]!;
      stage.buffer = new Float32Array(sizeOf(trace.types[value]!.shape));
      places.set(`sum${at}`, feedNames.length + buffers.length);
      buffers.push(stage.buffer);
    }
    return stage;
  });
  return (feeds, outputs, sum) => {
    const given = [...feeds, ...buffers];
    let finite = outputs.length;
    for (const { call, from, outputs: which, buffer } of stages) {
      const into = which.map((i) => outputs[i]!);
      const own = call(
        from.map((i) => given[i]!),
        buffer ? [...into, buffer] : into,
      );
      finite = Math.min(finite, which[own] ?? finite);
      if (buffer) sum?.(buffer);
    }
    return finite;
  };
}

/** A variable for a value that a later segment needs: neither copied nor brought out of the device. */
function keep(builder: GraphBuilder, name: string, { dtype, shape }: ValueType, value: string): string {
  const type = { dtype: { type: dtype } };
  const where = { shape: { shape: shapeOf(shape) }, shared_name: { s: Buffer.from(name) } };
  builder.add(name, 'VarHandleOp', [], { ...type, ...where });
  builder.add(`${name}/read`, 'ReadVariableOp', [name], type);
  return builder.add(`${name}/assign`, 'AssignVariableOp', [name, value], type);
}
