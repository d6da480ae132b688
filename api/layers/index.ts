/** Keras's layers beside those of tfjs: what `tf.layers` has of them. */
import type { layers, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import type { ActivityRegularizationConfig, ELUConfig, SoftmaxConfig } from './activations.ts';
import type { CustomScaleConfig, LayerScaleConfig, StochasticDepthConfig } from './applications.ts';
import type {
  AdditiveAttentionConfig,
  AttentionCall,
  AttentionConfig,
  GroupQueryAttentionConfig,
  HeadsCall,
  MultiHeadAttentionConfig,
} from './attention.ts';
import type { ConvLSTMConfig } from './conv-lstm.ts';
import type { Conv1DTransposeConfig, DepthwiseConv1DConfig, SeparableConv1DConfig } from './convolution.ts';
import type { EinsumDenseConfig, ReversibleEmbeddingConfig } from './core.ts';
import type {
  GroupNormalizationConfig,
  LayerNormalizationConfig,
  RMSNormalizationConfig,
  SpectralNormalizationConfig,
  UnitNormalizationConfig,
} from './normalization.ts';
import type { LayerOptions, Options } from './options.ts';
import type {
  CategoryEncodingConfig,
  DiscretizationConfig,
  NormalizationConfig,
  RescalingConfig,
} from './preparation.ts';
import type {
  AdaptivePoolingConfig,
  Cropping1DConfig,
  Cropping3DConfig,
  GlobalPoolingConfig,
  SpatialDropoutConfig,
  UpSampling1DConfig,
  UpSampling3DConfig,
  ZeroPadding1DConfig,
  ZeroPadding3DConfig,
} from './shapes.ts';

type Layer = layers.Layer;

/** A layer of `[query, value]` or `[query, value, key]`, whose calls take more. */
interface Attending<Call> extends Omit<Layer, 'apply'> {
  apply<T extends Tensor | SymbolicTensor>(
    inputs: readonly T[],
    call?: Call & { readonly training?: boolean },
  ): T | T[];
}
export type AttentionLayer = Attending<AttentionCall>;
export type HeadsLayer = Attending<HeadsCall<Tensor | SymbolicTensor>>;

/** Takes ids; with `reverse` the vectors that it gave for ids. */
export interface ReversibleLayer extends Omit<Layer, 'apply'> {
  apply<T extends Tensor | SymbolicTensor>(input: T, call?: { readonly reverse?: boolean }): T;
}

/** As in Keras 3, options in camel case. */
export interface KerasLayers {
  multiHeadAttention(options: Options<MultiHeadAttentionConfig, 'numHeads' | 'keyDim'>): HeadsLayer;
  groupQueryAttention(
    options: Options<GroupQueryAttentionConfig, 'headDim' | 'numQueryHeads' | 'numKeyValueHeads'>,
  ): HeadsLayer;
  attention(options?: Options<AttentionConfig>): AttentionLayer;
  additiveAttention(options?: Options<AdditiveAttentionConfig>): AttentionLayer;
  einsumDense(options: Options<Omit<EinsumDenseConfig, 'useBias'>, 'equation' | 'outputShape'>): Layer;
  reversibleEmbedding(options: Options<ReversibleEmbeddingConfig, 'inputDim' | 'outputDim'>): ReversibleLayer;
  layerNormalization(options?: Options<LayerNormalizationConfig>): Layer;
  groupNormalization(options?: Options<GroupNormalizationConfig>): Layer;
  rmsNormalization(options?: Options<RMSNormalizationConfig>): Layer;
  unitNormalization(options?: Options<UnitNormalizationConfig>): Layer;
  elu(options?: Options<ELUConfig>): Layer;
  softmax(options?: Options<SoftmaxConfig>): Layer;
  conv1dTranspose(options: Options<Conv1DTransposeConfig, 'filters' | 'kernelSize'>): Layer;
  depthwiseConv1d(options: Options<DepthwiseConv1DConfig, 'kernelSize'>): Layer;
  separableConv1d(options: Options<SeparableConv1DConfig, 'filters' | 'kernelSize'>): Layer;
  convLstm1d(options: Options<ConvLSTMConfig<[number]>, 'filters' | 'kernelSize'>): Layer;
  convLstm3d(options: Options<ConvLSTMConfig<[number, number, number]>, 'filters' | 'kernelSize'>): Layer;
  spectralNormalization(options: SpectralNormalizationConfig): Layer;
  subtract(options?: LayerOptions): Layer;
  globalAveragePooling3d(options?: Options<GlobalPoolingConfig>): Layer;
  globalMaxPooling3d(options?: Options<GlobalPoolingConfig>): Layer;
  adaptiveAveragePooling1d(options: Options<AdaptivePoolingConfig, 'outputSize'>): Layer;
  adaptiveAveragePooling2d(options: Options<AdaptivePoolingConfig, 'outputSize'>): Layer;
  adaptiveAveragePooling3d(options: Options<AdaptivePoolingConfig, 'outputSize'>): Layer;
  adaptiveMaxPooling1d(options: Options<AdaptivePoolingConfig, 'outputSize'>): Layer;
  adaptiveMaxPooling2d(options: Options<AdaptivePoolingConfig, 'outputSize'>): Layer;
  adaptiveMaxPooling3d(options: Options<AdaptivePoolingConfig, 'outputSize'>): Layer;
  activityRegularization(options?: Options<ActivityRegularizationConfig>): Layer;
  spatialDropout2d(options: Options<SpatialDropoutConfig, 'rate'>): Layer;
  spatialDropout3d(options: Options<SpatialDropoutConfig, 'rate'>): Layer;
  cropping1D(options?: Options<Cropping1DConfig>): Layer;
  cropping3D(options?: Options<Cropping3DConfig>): Layer;
  upSampling1d(options?: Options<UpSampling1DConfig>): Layer;
  upSampling3d(options?: Options<UpSampling3DConfig>): Layer;
  zeroPadding1d(options?: Options<ZeroPadding1DConfig>): Layer;
  zeroPadding3d(options?: Options<ZeroPadding3DConfig>): Layer;
  rescaling(options: Options<RescalingConfig, 'scale'>): Layer;
  normalization(options?: Options<NormalizationConfig>): Layer;
  discretization(options: Options<DiscretizationConfig, 'binBoundaries'>): Layer;
  /** Takes `[x, residual]`. */
  customScaleLayer(options: Options<CustomScaleConfig, 'scale'>): Layer;
  layerScale(options: Options<LayerScaleConfig, 'initValues' | 'projectionDim'>): Layer;
  stochasticDepth(options: Options<StochasticDepthConfig, 'dropPathRate'>): Layer;
  categoryEncoding(options: Options<CategoryEncodingConfig, 'numTokens'>): Layer;
}
