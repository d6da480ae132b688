import type { Pair } from '../graph.ts';
import { DATA_TYPES } from '../proto.ts';
import type { KernelCall, Kernels } from './kernel.ts';

/** As far as int64 goes, for a slice backwards to the very first place. */
const BEFORE_FIRST = -(2 ** 31);

const axisOf = (call: KernelCall, key = 'x') => {
  const rank = call.rank(key);
  return (call.attribute<number>('axis') + rank) % rank;
};

/** `starts` and `ends` by axis; axes that are taken whole are left out. */
function slice(call: KernelCall, starts: readonly Pair[], ends: readonly Pair[]): string {
  const { graph } = call;
  const whole = call.shapePairs('x');
  const axes = starts.flatMap(([a, b], i) => {
    const [end, endB] = ends[i]!;
    return a === 0 && b === 0 && end === whole[i]![0] && endB === whole[i]![1] ? [] : [i];
  });
  if (axes.length === 0) return call.input('x');
  const [from, to] = [starts, ends].map((list) =>
    graph.vector(
      axes.map((i) => list[i]!),
      call.name,
    ),
  );
  return graph.node('Slice', [call.input('x'), from!, to!, graph.ints(axes)]);
}

export const SHAPES: Kernels = {
  Reshape: (call) => {
    const { graph } = call;
    const shape = call.pairs('shape').map(([a, b]): Pair => [a, b]);
    const varying = shape.filter(([a, b]) => a !== b);
    // One side follows from the others.
    const free = varying.length === 1 && !shape.some(([a]) => a < 0);
    const sides = free ? shape.map(([a, b]): Pair => (a === b ? [a, b] : [-1, -1])) : shape;
    return graph.node('Reshape', [call.input('x'), graph.vector(sides, call.name)]);
  },
  ExpandDims: (call) => {
    const dim = call.attribute<number>('dim');
    const axis = dim < 0 ? dim + call.rank('input') + 1 : dim;
    return call.graph.node('Unsqueeze', [call.input('input'), call.graph.ints([axis])]);
  },
  Transpose: (call) => call.graph.transpose(call.input('x'), call.attribute<number[]>('perm')),
  Concat: (call) => call.graph.node('Concat', call.inputs, { axis: axisOf(call, '0') }),
  SplitV: (call) => {
    const { graph, outputCount } = call;
    const axis = axisOf(call);
    const sizes = Array.from({ length: outputCount }, (_, i) => call.output(i).shape[axis]!);
    return graph.nodes('Split', [call.input('x'), graph.ints(sizes)], { axis }, outputCount);
  },
  Unpack: (call) => {
    const axis = call.attribute<number>('axis');
    const places = Array.from({ length: call.outputCount }, (_, i) => call.graph.int(i));
    return places.map((place) => call.graph.node('Gather', [call.input('value'), place], { axis }));
  },
  Pack: (call) => {
    const { graph } = call;
    const axis = call.attribute<number>('axis');
    const wide = call.inputs.map((value) => graph.node('Unsqueeze', [value, graph.ints([axis])]));
    return graph.node('Concat', wide, { axis });
  },
  Slice: (call) => {
    const [begins, sizes, sides] = [call.pairs('begin'), call.pairs('size'), call.shapePairs('x')];
    const end = (begin: number, size: number, side: number) => (size < 0 ? side : begin + size);
    const ends = begins.map(([a, b], i): Pair => {
      const [size, side] = [sizes[i] ?? [-1, -1], sides[i]!];
      return [end(a, size[0], side[0]), end(b, size[1], side[1])];
    });
    return slice(call, begins, ends);
  },
  Reverse: (call) => {
    const { graph } = call;
    const rank = call.rank('x');
    const axes = [call.attribute<number | number[]>('dims')].flat().map((axis) => (axis + rank) % rank);
    const all = (value: number) => graph.ints(axes.map(() => value));
    return graph.node('Slice', [call.input('x'), all(-1), all(BEFORE_FIRST), graph.ints(axes), all(-1)]);
  },
  Tile: (call) =>
    call.graph.node('Tile', [call.input('x'), call.graph.vector(call.pairs('reps'), call.name)]),
  BroadcastTo: (call) =>
    call.graph.node('Expand', [call.input('x'), call.graph.vector(call.pairs('shape'), call.name)]),
  PadV2: (call) => {
    const { graph } = call;
    const paddings = call.attribute<[number, number][]>('paddings');
    const pads = graph.ints([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
    const type = call.type('x') === 'int32' ? 'int32' : 'float32';
    return graph.node('Pad', [
      call.input('x'),
      pads,
      graph.scalar(call.attribute<number>('constantValue'), type),
    ]);
  },
  MirrorPad: (call) => {
    if (call.attribute<string>('mode') !== 'reflect')
      throw call.refuse('ONNX repeats no border as symmetric does');
    const paddings = call.attribute<[number, number][]>('paddings');
    const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
    return call.graph.node('Pad', [call.input('x'), call.graph.ints(pads)], { mode: 'reflect' });
  },
  GatherV2: (call) => {
    if (call.attribute<number>('batchDims') !== 0) throw call.refuse('it has dimensions of batches');
    return call.graph.node('Gather', [call.input('x'), call.input('indices')], { axis: axisOf(call) });
  },
  GatherNd: (call) => {
    const places = call.graph.cast(call.input('indices'), DATA_TYPES.int64);
    return call.graph.node('GatherND', [call.input('params'), places]);
  },
  OneHot: (call) => {
    const { graph } = call;
    const [off, on] = [call.attribute<number>('offValue'), call.attribute<number>('onValue')];
    const hot = graph.node(
      'OneHot',
      [call.input('indices'), graph.int(call.attribute<number>('depth')), graph.floats([off, on], [2])],
      { axis: -1 },
    );
    return call.output().type === 'float32' ? hot : graph.cast(hot, DATA_TYPES[call.output().type]);
  },
};
