import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import { whenMade } from './adopt.ts';
import { type Layer, once } from './internals.ts';

interface Described {
  readonly className: string;
  readonly config: object;
}

type Options = Readonly<Record<string, unknown>>;

/** Layers through which Keras passes a mask, and tfjs does not. */
const MASKED = ['LeakyReLU', 'ELU', 'Softmax', 'Rescaling'];
const RECURRENT = ['RNN', 'SimpleRNN', 'LSTM', 'GRU', 'ConvLSTM2D', 'Bidirectional'];

/** Takes options that tfjs passes over in silence, and refuses those that it cannot do. */
export function useOptions(tf: TF): void {
  const regularizer = (options: unknown) =>
    tf.layers.dense({ units: 1, activityRegularizer: options as never }) as unknown as Layer;
  whenMade(tf, (layer, options) => {
    const kind = layer.getClassName();
    const own = layer as unknown as Record<string, unknown>;
    if (MASKED.includes(kind)) own.supportsMasking = true;
    if (RECURRENT.includes(kind)) {
      if (options.stateful) throw stateful(layer.name);
      if (options.activityRegularizer && !own.activityRegularizer) {
        own.activityRegularizer = regularizer(options.activityRegularizer).activityRegularizer;
      }
    }
    if (kind === 'ReLU') {
      const { negativeSlope, threshold } = options;
      if (negativeSlope || threshold)
        keep(own, { negativeSlope: negativeSlope ?? 0, threshold: threshold ?? 0 });
    }
    if (kind === 'DepthwiseConv2D' && listed(options.dilationRate).some((rate) => rate > 1)) {
      throw cannot(
        layer,
        'dilationRate',
        'computes it without',
        'Use conv2d or separableConv2d, which can be dilated',
      );
    }
    if (kind === 'SeparableConv2D' && options.dataFormat === 'channelsFirst') {
      throw cannot(
        layer,
        "dataFormat: 'channelsFirst'",
        'mixes the axes up',
        'Put a permute layer before and after it',
      );
    }
    if (kind === 'Bidirectional' && options.backwardLayer) takeBackward(tf, own, options.backwardLayer);
    if (kind.startsWith('Global') && options.keepdims) keep(own, { keepdims: true });
    if (kind === 'Conv2DTranspose' && options.outputPadding != null) {
      const padding = options.outputPadding;
      keep(own, { outputPadding: typeof padding === 'number' ? [padding, padding] : padding });
    }
  });
}

/** @param given a layer, or what describes it */
function takeBackward(tf: TF, own: Record<string, unknown>, given: unknown): void {
  const { className, config } =
    given instanceof tf.layers.Layer
      ? { className: given.getClassName(), config: given.getConfig() }
      : (given as Described);
  const [type, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[className]!;
  own.backwardLayer = fromConfig(type, { ...config } as never);
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

const listed = (sizes: unknown): readonly number[] =>
  (Array.isArray(sizes) ? sizes : [sizes ?? 1]) as readonly number[];

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
