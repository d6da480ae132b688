/** Keras's layers that tfjs lacks, or has otherwise: each a `Kind`, put into `tf.layers` and into what models are read by. */
import type { TF } from '../../api/job.ts';
import { once } from '../tfjs/internals.ts';
import { CONV_LSTM_LAYER, registerOptions } from '../tfjs/known-options.ts';
import { activityRegularization, elu, softmax, useActivations } from './activations.ts';
import { adaptivePoolings } from './adaptive-pooling.ts';
import { customScaleLayer, layerScale, stochasticDepth } from './applications.ts';
import { additiveAttention, attention } from './attention.ts';
import { convLstm } from './conv-lstm.ts';
import { conv1dTranspose, depthwiseConv1d, separableConv1d } from './convolution.ts';
import { einsumDense } from './core.ts';
import { reversibleEmbedding } from './embedding.ts';
import { groupQueryAttention, multiHeadAttention } from './heads.ts';
import type { Kind } from './kind.ts';
import { layerClass } from './layer.ts';
import { subtract } from './merging.ts';
import {
  groupNormalization,
  layerNormalization,
  rmsNormalization,
  unitNormalization,
} from './normalization.ts';
import { operation } from './operations/index.ts';
import { globalAveragePooling3d, globalMaxPooling3d, spatialDropout2d, spatialDropout3d } from './pooling.ts';
import { categoryEncoding, discretization, normalization, rescaling } from './preparation.ts';
import { useRegularizers } from './regularizers.ts';
import {
  cropping1d,
  cropping3d,
  upSampling1d,
  upSampling3d,
  zeroPadding1d,
  zeroPadding3d,
} from './reshaping.ts';
import { spectralNormalization } from './spectral-normalization.ts';

// biome-ignore lint/suspicious/noExplicitAny: each kind has options of its own
const KINDS: readonly Kind<any>[] = [
  multiHeadAttention,
  groupQueryAttention,
  attention,
  additiveAttention,
  einsumDense,
  reversibleEmbedding,
  layerNormalization,
  groupNormalization,
  rmsNormalization,
  unitNormalization,
  elu,
  softmax,
  conv1dTranspose,
  depthwiseConv1d,
  separableConv1d,
  subtract,
  globalAveragePooling3d,
  globalMaxPooling3d,
  ...adaptivePoolings,
  activityRegularization,
  spatialDropout2d,
  spatialDropout3d,
  cropping1d,
  cropping3d,
  upSampling1d,
  upSampling3d,
  zeroPadding1d,
  zeroPadding3d,
  rescaling,
  normalization,
  discretization,
  categoryEncoding,
  operation,
  customScaleLayer,
  layerScale,
  stochasticDepth,
];

/** May be called again. Before `useKerasSemantics`, which sees every layer. */
export function useKerasLayers(tf: TF): void {
  useActivations(tf);
  useRegularizers(tf);
  once(tf.layers, 'kinds', () => {
    const factories = tf.layers as unknown as Record<string, unknown>;
    for (const kind of KINDS) {
      const Made = layerClass(tf, kind);
      tf.serialization.registerClass(Made as never);
      registerOptions(kind.className, kind.factory, Object.keys(kind.options));
      factories[kind.factory] = (options: object = {}) => new Made(options);
    }
    const Spectral = spectralNormalization(tf);
    tf.serialization.registerClass(Spectral as never);
    registerOptions(Spectral.className, 'spectralNormalization', ['layer', 'powerIterations']);
    factories.spectralNormalization = (options: ConstructorParameters<typeof Spectral>[0]) =>
      new Spectral(options);
    for (const sides of [1, 3] as const) {
      const Made = convLstm(tf, sides);
      tf.serialization.registerClass(Made as never);
      registerOptions(Made.className, `convLstm${sides}d`, CONV_LSTM_LAYER);
      factories[`convLstm${sides}d`] = (options: ConstructorParameters<typeof Made>[0]) => new Made(options);
    }
  });
}
