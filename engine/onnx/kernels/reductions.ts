import { DATA_TYPES } from '../proto.ts';
import type { Kernel, KernelCall, Kernels } from './kernel.ts';

/** @param name of the attribute that says which */
function axesOf(call: KernelCall, name = 'axis'): number[] {
  const axis = call.attribute<number | number[] | null | undefined>(name);
  const given = axis === null || axis === undefined ? [] : [axis].flat();
  const rank = call.rank('x');
  return given.length === 0
    ? Array.from({ length: rank }, (_, i) => i)
    : given.map((one) => (one + rank) % rank);
}

const keeps = (call: KernelCall) => Number(call.attribute<boolean | undefined>('keepDims') ?? false);

const reduction =
  (op: string, axis?: string): Kernel =>
  (call) =>
    call.graph.node(op, [call.input('x'), call.graph.ints(axesOf(call, axis))], { keepdims: keeps(call) });

/** ONNX counts with numbers, not with booleans. */
const ofBooleans =
  (op: string): Kernel =>
  (call) => {
    const { graph } = call;
    const counted = graph.cast(call.input('x'), DATA_TYPES.int32);
    const reduced = graph.node(op, [counted, graph.ints(axesOf(call))], { keepdims: keeps(call) });
    return graph.cast(reduced, DATA_TYPES.bool);
  };

const place =
  (op: string): Kernel =>
  (call) => {
    const found = call.graph.node(op, [call.input('x')], { axis: axesOf(call)[0]!, keepdims: 0 });
    return call.graph.cast(found, DATA_TYPES.int32);
  };

export const REDUCTIONS: Kernels = {
  Sum: reduction('ReduceSum'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax', 'reductionIndices'),
  Min: reduction('ReduceMin'),
  Prod: reduction('ReduceProd'),
  All: ofBooleans('ReduceMin'),
  Any: ofBooleans('ReduceMax'),
  ArgMax: place('ArgMax'),
  ArgMin: place('ArgMin'),
  Cumsum: (call) => {
    const { graph } = call;
    const flag = (name: string) => Number(call.attribute<boolean>(name));
    const axis = graph.int(axesOf(call)[0]!);
    return graph.node('CumSum', [call.input('x'), axis], {
      exclusive: flag('exclusive'),
      reverse: flag('reverse'),
    });
  },
  TopK: (call) => {
    const { graph } = call;
    const count = graph.ints([call.attribute<number>('k')]);
    const [values, places] = graph.nodes('TopK', [call.input('x'), count], { axis: -1 }, 2) as [
      string,
      string,
    ];
    return [values, graph.cast(places, DATA_TYPES.int32)];
  },
};
