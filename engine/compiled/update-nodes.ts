import type { Variable } from '@tensorflow/tfjs';
import type { AnalysedProgram, AnalysedUpdate } from '../program/analysis.ts';
import type { GraphBuilder } from './graph.ts';
import type { FusedOptimizer } from './optimizers.ts';
import type { Residents } from './resident.ts';
import type { CallSpec, GraphInput } from './session.ts';
import { FLOAT32 } from './trace.ts';

/** What a step writes of an update's statistics: those that are trained too before they are updated, the others with them. */
export function statisticsOf({ variables, statistics }: AnalysedUpdate) {
  const trained = (variable: Variable) => variables.includes(variable);
  return { before: statistics.filter(trained), beside: statistics.filter((variable) => !trained(variable)) };
}

/** Adds the nodes that write the statistics that are trained too, which it is fed; undefined where there are none. */
export function addWrites(
  builder: GraphBuilder,
  residents: Residents,
  program: AnalysedProgram,
  update: number,
): CallSpec | undefined {
  const { before } = statisticsOf(program.updates[update]!);
  if (before.length === 0) return undefined;
  const feeds = before.map((variable, i): GraphInput => {
    const type = { dtype: FLOAT32, shape: variable.shape };
    return { name: builder.placeholder(`write${update}/value${i}`, type), ...type };
  });
  const targets = before.map((variable, i) =>
    assign(builder, `write${update}/assign${i}`, residents.of(variable).name, feeds[i]!.name),
  );
  return { feeds, targets, copy: true };
}

function assign(builder: GraphBuilder, name: string, handle: string, value: string): string {
  return builder.add(name, 'AssignVariableOp', [handle, value], { dtype: { type: FLOAT32 } });
}

/**
 * Adds the nodes that apply update number `update` by the fused form of its optimizer. It is fed the gradients, the other
 * statistics, then the scalars of the optimizer.
 */
export function addUpdate(
  builder: GraphBuilder,
  residents: Residents,
  program: AnalysedProgram,
  update: number,
  fused: FusedOptimizer,
): CallSpec {
  const key = `apply${update}`;
  const { variables } = program.updates[update]!;
  const { beside } = statisticsOf(program.updates[update]!);
  const feeds: GraphInput[] = [];
  const feed = (name: string, shape: readonly number[]) => {
    const type = { dtype: FLOAT32, shape };
    feeds.push({ name: builder.placeholder(`${key}/${name}`, type), ...type });
    return `${key}/${name}`;
  };
  const gradients = variables.map(({ shape }, i) => feed(`gradient${i}`, shape));
  const averages = beside.map(({ shape }, i) => feed(`statistic${i}`, shape));
  const scalars = fused.scalars.map((name) => feed(name, []));
  const ranked = gradients.map((gradient, i) => ({ gradient, rank: variables[i]!.shape.length }));
  const changed = fused.together?.(builder, `${key}/together`, ranked) ?? gradients;
  const targets = variables.flatMap((variable, i) => {
    const slots = residents.slotsOf(update, i).map(({ name }) => name);
    const { name: called, shape } = variable;
    const own = { variable: residents.of(variable).name, slots, gradient: changed[i]! };
    return fused.add(builder, `${key}/update${i}`, { ...own, scalars, shape, called });
  });
  for (const [i, variable] of beside.entries())
    targets.push(assign(builder, `${key}/assign${i}`, residents.of(variable).name, averages[i]!));
  // Moving averages are assigned, so the variables take the fed memory over.
  return { feeds, targets, copy: beside.length > 0 };
}
