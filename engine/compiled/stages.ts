import { sizeOf } from '../../base/arrays.ts';
import type { Ring } from '../bell.ts';
import type { BlockingSum } from '../tfjs/rank-sums.ts';
import { GraphBuilder } from './graph.ts';
import { type Attr, shapeOf } from './graph-def.ts';
import { type InPlace, inPlace } from './in-place.ts';
import { withAttributes } from './op-definition.ts';
import { cut } from './segments.ts';
import type { Call, CallSpec, Numbers, TensorFlowSession } from './session.ts';
import { INT64, type Trace, type ValueType } from './trace.ts';

/**
 * Runs a computation in its stages.
 * @param feeds arrays for the trace's inputs, in its order, residents left out
 * @param outputs arrays for the trace's outputs, in its order
 * @param sum makes each sum over the ranks; a rank that is alone leaves it out
 * @param ring is told which of the outputs that are delivered are in their places
 * @returns how many of the outputs, from the first on, hold finite numbers only
 */
export type StagedCall = (
  feeds: readonly Numbers[],
  outputs: readonly Numbers[],
  sum?: BlockingSum | undefined,
  ring?: Ring | undefined,
) => number;

/** One segment of a computation, ready to run. Its feeds and outputs are numbers of those of the whole. */
interface Stage {
  readonly call: Call;
  /** By feed of the call: its number among the feeds of the whole, which the sums follow. */
  readonly feeds: readonly number[];
  /** By output of the call: its number among the outputs of the whole. */
  readonly outputs: readonly number[];
  /** The call's last output, which is summed over the ranks after it; undefined for the last stage. */
  readonly summed: Float32Array | undefined;
}

/**
 * Adds a traced computation to the session: one native call a segment, with a sum over the ranks after all but
 * the last.
 * @param key begins the names of its nodes in the session's graph
 * @param sums number of sums over the ranks in the trace
 * @param resident node that stands for an input which lives in the session
 * @param deliveries lists of outputs, each brought to its places as soon as it is computed; none where there are sums
 * @throws NotCompilable
 */
export function addStages(
  session: TensorFlowSession,
  key: string,
  trace: Trace,
  sums: number,
  resident: (input: string) => string | undefined,
  deliveries: readonly (readonly number[])[] = [],
): StagedCall {
  // What an earlier segment keeps lives in the session too.
  const stays = (input: string) =>
    resident(input) ?? (input.startsWith('kept') ? `${key}/${input}/read` : undefined);
  const feedNames = [...trace.inputs.keys()].filter((name) => !stays(name));
  const feedNumbers = new Map(feedNames.map((name, number) => [name, number]));
  for (let sum = 0; sum < sums; sum++) feedNumbers.set(`sum${sum}`, feedNames.length + sum);
  const whole = withAttributes(trace, (op) => session.definitionOf(op));
  const stages = cut(whole, sums).map((segment, at): Stage => {
    const builder = new GraphBuilder();
    const own = segment.trace;
    const placed = session.onCpu ? inPlace(own, own.outputs.slice(0, segment.outputs.length)) : [];
    const read = placed.flatMap(({ inputs }) => inputs);
    const { feeds, fetches, known } = builder.addTrace(
      `${key}/${at}`,
      { ...own, outputs: [...own.outputs, ...read] },
      stays,
    );
    const results = own.outputs.length - segment.keeps.length;
    const targets = segment.keeps.map((value, i) =>
      keep(builder, `${key}/kept${value}`, trace.types[value]!, fetches[results + i]!),
    );
    const fetched = fetches.slice(0, results);
    const places = new Places(builder, `${key}/${at}`, fetched);
    for (const [slice, outputs] of deliveries.entries()) places.deliver(outputs, slice);
    const inputs = fetches.slice(own.outputs.length);
    for (const one of placed) places.compute(one, inputs.splice(0, one.inputs.length));
    session.extend(builder.nodes, known);
    // TensorFlow may keep fed memory in another shape, and would go on reading it after the call: so it is copied.
    const spec = { feeds, copy: targets.length > 0, ...places.spec(targets) };
    const fed = [...own.inputs.keys()].filter((name) => !stays(name));
    const summed = segment.sums ? own.outputs[segment.outputs.length]! : undefined;
    return {
      call: session.prepare(spec),
      feeds: fed.map((name) => feedNumbers.get(name)!),
      outputs: segment.outputs,
      summed: summed === undefined ? undefined : new Float32Array(sizeOf(trace.types[summed]!.shape)),
    };
  });
  const sumBuffers = stages.flatMap(({ summed }) => (summed ? [summed] : []));
  return (feeds, outputs, sum, ring) => {
    const allFeeds = [...feeds, ...sumBuffers];
    let finite = outputs.length;
    for (const stage of stages) {
      const own = stage.outputs.map((number) => outputs[number]!);
      const ownFinite = stage.call(
        stage.feeds.map((number) => allFeeds[number]!),
        stage.summed ? [...own, stage.summed] : own,
        ring,
      );
      const firstSpoiled = stage.outputs[ownFinite] ?? outputs.length;
      finite = Math.min(finite, firstSpoiled);
      if (stage.summed) sum?.(stage.summed);
    }
    return finite;
  };
}

/**
 * Keeps a value in a variable of the session, where it is neither copied nor fetched.
 * @returns the node that does so; `<name>/read` gives it
 */
export function keep(
  builder: GraphBuilder,
  name: string,
  { dtype, shape }: ValueType,
  value: string,
): string {
  const type = { dtype: { type: dtype } };
  const where = { shape: { shape: shapeOf(shape) }, shared_name: { s: Buffer.from(name) } };
  builder.add(name, 'VarHandleOp', [], { ...type, ...where });
  builder.add(`${name}/read`, 'ReadVariableOp', [name], type);
  return builder.add(`${name}/assign`, 'AssignVariableOp', [name, value], type);
}

/** What a call brings to the places of its outputs by ops of our own, and what is left to be fetched. */
class Places {
  readonly #builder: GraphBuilder;
  readonly #key: string;
  readonly #fetches: string[];
  readonly #targets: string[] = [];
  #delivery = '';

  constructor(builder: GraphBuilder, key: string, fetches: readonly string[]) {
    this.#builder = builder;
    this.#key = key;
    this.#fetches = [...fetches];
  }

  /** Has outputs delivered as soon as all of them are computed. */
  deliver(outputs: readonly number[], slice: number): void {
    if (outputs.length === 0) return;
    const attr = { N: { i: outputs.length }, outputs: { list: { i: outputs } }, slice: { i: slice } };
    this.#add('LockstepDeliver', slice, this.#take(outputs), attr);
  }

  /** Has an output computed in its place; one that is delivered stays so. */
  compute({ output, op, attr }: InPlace, inputs: readonly string[]): void {
    if (this.#fetches[output] === '') return;
    this.#take([output]);
    this.#add(op, output, inputs, { ...attr, output: { i: output } });
  }

  spec(targets: readonly string[]): Pick<CallSpec, 'fetches' | 'targets' | 'delivery'> {
    return {
      fetches: this.#fetches,
      targets: [...targets, ...this.#targets],
      delivery: this.#delivery,
    };
  }

  #take(outputs: readonly number[]): string[] {
    return outputs.map((output) => this.#fetches.splice(output, 1, '')[0]!);
  }

  #add(op: string, number: number, inputs: readonly string[], attr: Readonly<Record<string, Attr>>): void {
    this.#delivery ||= this.#builder.placeholder(`${this.#key}/delivery`, { dtype: INT64, shape: [] });
    const name = `${this.#key}/${op}/${number}`;
    this.#targets.push(this.#builder.add(name, op, [this.#delivery, ...inputs], attr));
  }
}
