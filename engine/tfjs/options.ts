import type { TF } from '../../api/job.ts';
import { expectOptions } from '../../api/words.ts';
import { LockstepError } from '../../base/errors.ts';
import { type Options, whenMade } from './adopt.ts';
import { type Layer, once, replace } from './internals.ts';
import {
  CONSTRAINTS,
  expectLayerOptions,
  expectSavedOptions,
  INITIALIZERS,
  LAYERS,
  REGULARIZERS,
} from './known-options.ts';
import { zeroMaskedOutputs } from './masked-sequences.ts';

interface Described {
  readonly className: string;
  readonly config: object;
}

const RECURRENT = [
  'RNN',
  'SimpleRNN',
  'LSTM',
  'GRU',
  'ConvLSTM1D',
  'ConvLSTM2D',
  'ConvLSTM3D',
  'Bidirectional',
];

const TRANSPOSED = ['Conv2DTranspose', 'Conv3DTranspose'];

/** Takes options that tfjs passes over in silence, and refuses those that it cannot do. */
export function useOptions(tf: TF): void {
  const regularizer = (options: unknown) =>
    tf.layers.dense({ units: 1, activityRegularizer: options as never }) as unknown as Layer;
  const given = (factory: string, options: Options): Options => {
    expectLayerOptions(factory, options);
    const whole: Record<string, unknown> = { ...options };
    for (const [option, value] of Object.entries(kerasDefaults(factory))) whole[option] ??= value;
    if (factory === 'upSampling2d' && typeof whole.size === 'number') whole.size = [whole.size, whole.size];
    const made = options.name ? `layer ${options.name} (tf.layers.${factory})` : `tf.layers.${factory}`;
    for (const option of ['activation', 'recurrentActivation'])
      expectActivation(tf, made, option, whole[option]);
    return withoutResetAfter(withHardSigmoid(whole));
  };
  const saved = (className: string, config: Options): Options => {
    expectSavedOptions(className, config);
    // A copy: tfjs puts the cell that it has made into it, and `Bidirectional` makes its second layer of the same.
    return withoutResetAfter({ ...config });
  };
  const made = (layer: Layer, options: Options) => {
    if (options.zeroOutputForMask) zeroMaskedOutputs(layer);
    const kind = layer.getClassName();
    const own = layer as unknown as Record<string, unknown>;
    // Keras passes a mask through it, tfjs does not.
    if (kind === 'LeakyReLU') own.supportsMasking = true;
    if (options.groups && options.groups !== 1) keep(own, { groups: options.groups });
    if (RECURRENT.includes(kind)) {
      if (options.stateful) throw stateful(layer.name);
      if (options.activityRegularizer && !own.activityRegularizer) {
        own.activityRegularizer = regularizer(options.activityRegularizer).activityRegularizer;
      }
    }
    if (kind === 'GRUCell') own.resetAfter = Boolean(options.resetAfter);
    if (kind === 'GRU') (own.cell as { resetAfter: boolean }).resetAfter = Boolean(options.resetAfter);
    if (kind === 'ReLU') {
      const { negativeSlope, threshold } = options;
      if (negativeSlope || threshold)
        keep(own, { negativeSlope: negativeSlope ?? 0, threshold: threshold ?? 0 });
    }
    // Keras flattens vectors too, which stay as they are.
    if (kind === 'Flatten') own.inputSpec = [{ minNDim: 2 }];
    if (kind === 'BatchNormalization' && options.synchronized) own.synchronized = true;
    if (kind === 'SeparableConv2D' && options.dataFormat === 'channelsFirst') {
      throw cannot(
        layer,
        "dataFormat: 'channelsFirst'",
        'mixes the axes up',
        'Put a permute layer before and after it',
      );
    }
    if (kind === 'Resizing' && options.cropToAspectRatio) {
      throw cannot(layer, 'cropToAspectRatio', 'passes it over', 'Put a centerCrop layer before it');
    }
    if (kind === 'Bidirectional' && options.backwardLayer) takeBackward(tf, own, options.backwardLayer);
    if (kind.startsWith('Global') && options.keepdims) keep(own, { keepdims: true });
    // tfjs leaves these out of what it writes.
    if (kind === 'Conv1D' && options.dataFormat) keep(own, { dataFormat: options.dataFormat });
    if (kind === 'SeparableConv2D' && options.depthMultiplier) {
      keep(own, { depthMultiplier: options.depthMultiplier });
    }
    if (TRANSPOSED.includes(kind)) keep(own, { dilationRate: own.dilationRate });
    if (TRANSPOSED.includes(kind) && options.outputPadding != null) {
      const { outputPadding: padding } = options;
      const sides = (own.kernelSize as unknown[]).map(() => padding);
      keep(own, { outputPadding: typeof padding === 'number' ? sides : padding });
    }
  };
  whenMade(tf, { given, saved, made });
  const spaces = { initializers: INITIALIZERS, regularizers: REGULARIZERS, constraints: CONSTRAINTS };
  for (const [space, table] of Object.entries(spaces)) {
    const functions = tf[space as keyof typeof spaces] as unknown as Record<
      string,
      (args?: object) => object
    >;
    for (const [name, known] of Object.entries(table)) {
      replace(functions, name, (original) => (args) => {
        if (args) expectOptions(`tf.${space}.${name}`, args, known);
        return original(args);
      });
    }
  }
}

/**
 * Where tfjs's defaults are others than Keras's: of gates (the activation is that of Keras 1, the forget gate begins
 * closed), of what weights begin with, and of a softmax's axis. They are written into the configuration, so that all read it so.
 */
function kerasDefaults(factory: string): Options {
  const known: readonly string[] = LAYERS[factory as keyof typeof LAYERS] ?? [];
  if (factory === 'softmax') return { axis: -1 };
  if (factory === 'depthwiseConv2d') return { depthwiseInitializer: 'glorotUniform' };
  return {
    ...(known.includes('recurrentActivation') && { recurrentActivation: 'sigmoid' }),
    ...(known.includes('unitForgetBias') && { unitForgetBias: true }),
    ...(known.includes('kernelInitializer') &&
      !known.includes('pointwiseInitializer') && { kernelInitializer: 'glorotUniform' }),
  };
}

function expectActivation(tf: TF, layer: string, option: string, activation: unknown): void {
  if (typeof activation !== 'string') return;
  const classes = tf.serialization.SerializationMap.getMap().classNameMap;
  if (classes[activation]) return;
  const hint = 'Use another one, or a layer of your own that computes it';
  throw new LockstepError('BAD_INPUT', `${layer}: ${option} "${activation}" is not known here`, { hint });
}

/** tfjs has Keras 1's and 2's by this name. */
function withHardSigmoid(options: Options): Options {
  const said = ['activation', 'recurrentActivation'].filter((option) => isHardSigmoid(options[option]));
  return said.length === 0
    ? options
    : { ...options, ...Object.fromEntries(said.map((option) => [option, 'kerasHardSigmoid'])) };
}

function isHardSigmoid(activation: unknown): boolean {
  const name = (activation as { className?: unknown } | null)?.className ?? activation;
  return name === 'hardSigmoid' || name === 'hard_sigmoid';
}

/** tfjs's GRU throws where it meets this; it is put on the layer once that is made. */
function withoutResetAfter(options: Options): Options {
  if (!options.resetAfter) return options;
  const { resetAfter: _, ...rest } = options;
  return rest;
}

/** @param given a layer, or what describes it */
function takeBackward(tf: TF, own: Record<string, unknown>, given: unknown): void {
  const { className, config } =
    given instanceof tf.layers.Layer
      ? { className: given.getClassName(), config: given.getConfig() }
      : (given as Described);
  const [type, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[className]!;
  // It is written into.
  own.backwardLayer = fromConfig(type, structuredClone(config) as never);
  const forward = own.forwardLayer as { goBackwards: boolean; name: string };
  const backward = own.backwardLayer as { goBackwards: boolean; name: string };
  if (forward.goBackwards === backward.goBackwards) {
    throw new LockstepError('BAD_INPUT', `layer ${own.name}: both of its layers go the same way`, {
      hint: 'Give the backward layer goBackwards: true',
    });
  }
  keep(own, { backwardLayer: { className, config } }, {});
}

/** Puts options on a layer and into its configuration, so that they are saved with the model. */
function keep(layer: Record<string, unknown>, options: Options, onLayer: Options = options): void {
  Object.assign(layer, onLayer);
  once(layer, Object.keys(options).join(), () => {
    const getConfig = (layer as { getConfig(): object }).getConfig.bind(layer);
    layer.getConfig = () => ({ ...getConfig(), ...options });
  });
}

function cannot({ name }: Layer, option: string, instead: string, hint: string): LockstepError {
  return new LockstepError('BAD_INPUT', `layer ${name} has ${option}, and tfjs ${instead}`, { hint });
}

function stateful(name: string): LockstepError {
  return new LockstepError(
    'BAD_INPUT',
    `layer ${name} is stateful: it would carry state from batch to batch`,
    {
      hint: 'Batches are shuffled and shared out, so no sample follows its own; give whole sequences instead',
    },
  );
}
