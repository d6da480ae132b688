import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { Config, LayerSpec, Program, Values } from './program.ts';

/** The script of a job that trains a program. Its data come from the test, batch by batch. */
export function jobSource(program: Program): string {
  return `module.exports.default = (${jobOf})(${JSON.stringify(program)});`;
}

/** Stands alone, since it travels as its own text. */
function jobOf(program: Program) {
  const feature = ([name, { shape, ids }]: [string, Values]) => ({
    name,
    column: name,
    shape,
    encoding: ids ? { kind: 'ids' } : { kind: 'scale', scale: 1 },
  });
  const model = (tf: TF): LayersModel => {
    const made = new Map<string, layers.Layer>();
    const factories = tf.layers as unknown as Record<string, (config: Config) => layers.Layer>;
    const make = (spec: LayerSpec, shape?: readonly number[]): layers.Layer => {
      const { kind, name, config = {}, layers, layer, backwardLayer, cells, inputShape = shape } = spec;
      // Where tfjs has other defaults than Keras.
      const gates = /^(LSTM|GRU)(Cell)?$|^ConvLSTM/.test(kind) && {
        recurrentActivation: 'sigmoid',
      };
      const own = {
        ...gates,
        ...structuredClone(config),
        ...(name !== undefined && { name }),
        ...(inputShape && kind !== 'Sequential' && { inputShape }),
      };
      const factory = Object.keys(factories).find(
        (known) => known.toLowerCase() === kind.toLowerCase() && known[0] !== known[0]!.toUpperCase(),
      );
      const one =
        kind === 'Sequential'
          ? tf.sequential({
              ...own,
              layers: layers!.map((one, i) => make(one, i === 0 ? inputShape : undefined)),
            })
          : factories[factory!]!({
              ...own,
              ...(layer && { layer: make(layer) }),
              ...(backwardLayer && { backwardLayer: make(backwardLayer) }),
              ...(cells && { cell: cells.length > 1 ? cells.map((one) => make(one)) : make(cells[0]!) }),
            });
      made.set(name ?? one.name, one);
      return one;
    };
    const tensors = new Map<string, SymbolicTensor>();
    const inputs = Object.entries(program.inputs).map(([name, { shape, ids }]) => {
      const input = tf.input({ shape: [...shape], name, dtype: ids ? 'int32' : 'float32' });
      tensors.set(name, input);
      return input;
    });
    let last = inputs.at(-1)!;
    for (const node of program.nodes) {
      const { operation, options = {}, arguments: given } = node;
      const layer = node.call
        ? made.get(node.call)!
        : operation
          ? factories.operation!({ operation, options: structuredClone(options), arguments: given })
          : make(node as LayerSpec);
      const names = typeof node.of === 'string' ? [node.of] : node.of;
      const of = names?.map((name) => tensors.get(name)!) ?? [last];
      const said = Object.entries(node.named ?? {}).map(([name, tensor]) => [name, tensors.get(tensor)!]);
      const states = node.states && { initialState: node.states.map((name) => tensors.get(name)!) };
      const args = { ...node.args, ...Object.fromEntries(said), ...states };
      const out = layer.apply(of.length === 1 ? of[0]! : of, args) as SymbolicTensor | SymbolicTensor[];
      last = Array.isArray(out) ? out[0]! : out;
      tensors.set(node.as ?? node.name ?? layer.name, last);
      if (Array.isArray(out))
        for (const [i, one] of out.entries()) tensors.set(`${node.as ?? node.name}:${i}`, one);
    }
    const outputs = program.outputs?.map((name) => tensors.get(name)!) ?? [last];
    const whole = tf.model({ inputs, outputs });
    made.set('model', whole);
    for (const [name, value] of program.trainable ?? []) made.get(name)!.trainable = value;
    return whole;
  };
  return {
    name: 'program',
    batchSize: program.batch ?? 4,
    epochs: 1,
    data: {
      name: 'none',
      inputs: Object.entries(program.inputs).map(feature),
      targets: Object.entries(program.targets).map(feature),
      weights: [
        ...Object.entries(program.weights ?? {}).map(feature),
        // The test gives the numbers; that they are of classes says that they count in training alone.
        ...(program.classWeight
          ? [{ name: 'class_weight', column: 'y', shape: [], encoding: { kind: 'byClass', weights: [1] } }]
          : []),
      ],
      // The test gives the batches.
      loader: { kind: 'custom', load: () => {} },
    },
    model,
    optimizer: (tf: TF) => {
      const { kind, args } = program.optimizer ?? { kind: 'sgd', args: [0.02] };
      return (tf.train[kind] as (...args: unknown[]) => unknown)(...args);
    },
    loss: program.loss ?? 'meanSquaredError',
    ...(program.lossWeights && { lossWeights: program.lossWeights }),
    ...(program.accumulate && { accumulate: program.accumulate }),
    metrics: program.metrics ?? [],
    weightedMetrics: program.weightedMetrics ?? [],
  };
}
