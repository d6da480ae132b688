import { GraphBuilder } from './graph.ts';
import { withAttributes } from './op-definition.ts';
import type { TensorFlowSession } from './session.ts';
import { addStages, keep, type StagedCall } from './stages.ts';
import type { Trace } from './trace.ts';

/**
 * Adds a computation that changes no weights, as `addStages` does. Its products of weights alone are kept in the session:
 * they are computed when the weights have changed, not for each batch.
 * @param changes how often the weights have changed so far
 */
export function addForward(
  session: TensorFlowSession,
  key: string,
  trace: Trace,
  resident: (input: string) => string | undefined,
  changes: () => number,
): StagedCall {
  const weights = new Map([...trace.inputs].filter(([name]) => resident(name)));
  const fixed = new Set(weights.values());
  const products = trace.ops.filter(
    ({ name, inputs }) => name === 'MatMul' && inputs.every((value) => fixed.has(value)),
  );
  if (products.length === 0) return addStages(session, key, trace, 0, resident);
  const outputs = products.map((op) => op.outputs[0]!);
  const builder = new GraphBuilder();
  const own = { ...trace, inputs: weights, constants: new Map(), ops: products, outputs };
  const { fetches, known } = builder.addTrace(
    `${key}/products`,
    withAttributes(own, (op) => session.definitionOf(op)),
    resident,
  );
  const targets = outputs.map((value, i) =>
    keep(builder, `${key}/kept${value}`, trace.types[value]!, fetches[i]!),
  );
  session.extend(builder.nodes, known);
  const compute = session.prepare({ targets });
  const ops = trace.ops.filter((op) => !products.includes(op));
  const kept = outputs.map((value) => [`kept${value}`, value] as const);
  const call = addStages(
    session,
    key,
    { ...trace, inputs: new Map([...trace.inputs, ...kept]), ops },
    0,
    resident,
  );
  let of: number | undefined;
  return (feeds, results) => {
    if (of !== changes()) compute([], []);
    of = changes();
    return call(feeds, results);
  };
}
