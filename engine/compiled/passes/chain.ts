import { segmentsOf } from '../segments.ts';
import type { Op, Pass, Trace } from '../trace.ts';
import { type Chain, type Homes, homesOf, type Join, moved } from './homes.ts';
import { ELEMENTWISE, opOf, type Program, programsOf } from './programs.ts';
import { groupBy, sorted } from './rewriter.ts';
import { piecesOf, spaceOf } from './views.ts';

/** Where a value stands in a trace: no op reads one of a later place. */
interface Place {
  readonly segment: number;
  readonly level: number;
}

/**
 * Fused ops that read one another, as those of an unrolled loop's time steps do, as one op that runs them in order: between
 * them nothing is scheduled or allocated, and what is joined later, or read by another such op, is written into one tensor.
 */
export const chain: Pass = (trace) => {
  const places = placesOf(trace);
  const chains = chainsOf(trace, places);
  const joins = joinsOf(trace, chains, places);
  const types = [...trace.types];
  const { homes, outputs } = homesOf(trace, chains, joins, types);
  const merged = new Map(
    chains.map((one) => [one[0]!, opOf(programsIn(one, joins, trace, homes), outputs.get(one)!, types)]),
  );
  const members = new Set(chains.flat());
  const joined = new Set(joins.map(({ op }) => op));
  const ops = trace.ops.flatMap((op) => {
    if (joined.has(op)) return [];
    if (members.has(op)) return merged.get(op) ?? [];
    if (op.name !== ELEMENTWISE) return op;
    return opOf(
      programsOf(op).map((program) => moved(program, homes)),
      op.outputs,
      types,
    );
  });
  return sorted({ ...trace, types, ops });
};

/** By value: fused ops that read one another stand at the same level, and whatever is between two of them at one between theirs. */
function placesOf(trace: Trace): ReadonlyMap<number, Place> {
  const segments = segmentsOf(trace);
  const places = new Map<number, Place>();
  const fused = new Set<number>();
  for (const op of trace.ops) {
    const isFused = op.name === ELEMENTWISE;
    const levels = op.inputs.map(
      (value) => (places.get(value)?.level ?? 0) + (isFused && fused.has(value) ? 0 : 1),
    );
    const place = { segment: segments.get(op.outputs[0]!)!, level: Math.max(0, ...levels) };
    for (const value of op.outputs) {
      places.set(value, place);
      if (isFused) fused.add(value);
    }
  }
  return places;
}

function chainsOf(trace: Trace, places: ReadonlyMap<number, Place>): Chain[] {
  const fused = trace.ops.filter(({ name }) => name === ELEMENTWISE);
  const producers = new Map(fused.flatMap((op) => op.outputs.map((value) => [value, op])));
  const placeOf = (op: Op) => places.get(op.outputs[0]!)!;
  const leaders = new Map<Op, Op>();
  const leaderOf = (op: Op): Op => {
    let leader = op;
    for (let next = leaders.get(leader); next; next = leaders.get(leader)) leader = next;
    if (leader !== op) leaders.set(op, leader);
    return leader;
  };
  for (const op of fused) {
    for (const value of op.inputs) {
      const before = producers.get(value);
      const [own, other] = [placeOf(op), before && placeOf(before)];
      if (!before || own.level !== other!.level || own.segment !== other!.segment) continue;
      const [first, second] = [leaderOf(before), leaderOf(op)];
      if (first !== second) leaders.set(second, first);
    }
  }
  const groups = groupBy(fused, leaderOf);
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** What puts pieces together one after another, most of them results of one chain, with the others there before it begins. */
function joinsOf(trace: Trace, chains: readonly Chain[], places: ReadonlyMap<number, Place>): Join[] {
  const chainOf = new Map(
    chains.flatMap((one) => one.flatMap(({ outputs }) => outputs.map((value) => [value, one] as const))),
  );
  return trace.ops.flatMap((op) => {
    const pieces = piecesOf(op, trace);
    const counts = groupBy(pieces ?? [], ({ value }) => chainOf.get(value));
    const [into] = [...counts].find(([one, { length }]) => one && 2 * length > pieces!.length) ?? [];
    if (!pieces || !into) return [];
    const { segment, level } = places.get(into[0]!.outputs[0]!)!;
    const isThere = (value: number) => {
      const place = places.get(value) ?? { segment: 0, level: -1 };
      return place.segment <= segment && place.level < level;
    };
    const fits = pieces.every(({ value, rowStride }) => {
      const { shape } = trace.types[value]!;
      return rowStride === spaceOf(shape).columns && (chainOf.get(value) === into || isThere(value));
    });
    return fits ? [{ op, chain: into, pieces }] : [];
  });
}

/** The programs of a chain, which read and write what they do where it lies; pieces that others have computed are copied. */
function programsIn(one: Chain, joins: readonly Join[], { types }: Trace, homes: Homes): Program[] {
  const own = new Set(one.flatMap(({ outputs }) => outputs));
  const copies = joins.flatMap(({ op, chain, pieces }) =>
    (chain === one ? pieces : [])
      .filter(({ value }) => !own.has(value))
      .map(({ value, offset, rowStride }): Program => {
        const views = [{ value, offset: 0, rowStride, columnStride: 1 } as const];
        const stores = [{ operand: 1, value: op.outputs[0]!, offset, rowStride }];
        const code = [0, -1, -1, 0];
        return { ...spaceOf(types[value]!.shape), views, ops: ['Identity'], code, stores, products: [] };
      }),
  );
  return [...copies, ...one.flatMap(programsOf)].map((program) => moved(program, homes));
}
