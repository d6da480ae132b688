import type { AnalysedProgram } from '../program/analysis.ts';
import type { GraphBuilder } from './graph.ts';
import type { FusedOptimizer } from './optimizers.ts';
import type { Residents } from './resident.ts';
import type { CallSpec, GraphInput } from './session.ts';
import { FLOAT32 } from './trace.ts';

/**
 * Adds the nodes that apply update number `update` by the fused form of its optimizer. It is fed the gradients, the
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
  const { variables, statistics } = program.updates[update]!;
  const feeds: GraphInput[] = [];
  const feed = (name: string, shape: readonly number[]) => {
    const type = { dtype: FLOAT32, shape };
    feeds.push({ name: builder.placeholder(`${key}/${name}`, type), ...type });
    return `${key}/${name}`;
  };
  const gradients = variables.map(({ shape }, i) => feed(`gradient${i}`, shape));
  const averages = statistics.map(({ shape }, i) => feed(`statistic${i}`, shape));
  const scalars = fused.scalars.map((name) => feed(name, []));
  const ranked = gradients.map((gradient, i) => ({ gradient, rank: variables[i]!.shape.length }));
  const changed = fused.together?.(builder, `${key}/together`, ranked) ?? gradients;
  const targets = variables.flatMap((variable, i) => {
    const slots = residents.slotsOf(update, i).map(({ name }) => name);
    const { name: called, shape } = variable;
    const own = { variable: residents.of(variable).name, slots, gradient: changed[i]! };
    return fused.add(builder, `${key}/update${i}`, { ...own, scalars, shape, called });
  });
  for (const [i, variable] of statistics.entries()) {
    const handle = residents.of(variable).name;
    const dtype = { dtype: { type: FLOAT32 } };
    targets.push(builder.add(`${key}/assign${i}`, 'AssignVariableOp', [handle, averages[i]!], dtype));
  }
  // Moving averages are assigned, so the variables take the fed memory over.
  return { feeds, targets, copy: statistics.length > 0 };
}
