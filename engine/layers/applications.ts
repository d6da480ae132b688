/** Layers that architectures of `keras.applications` bring along (keras/src/applications/convnext.py, inception_resnet_v2.py). */
import type {
  CustomScaleConfig,
  LayerScaleConfig,
  StochasticDepthConfig,
} from '../../api/layers/applications.ts';
import { type Kind, NEEDED } from './kind.ts';

/** Of InceptionResNet: an input, and its residual times a number. */
export const customScaleLayer: Kind<CustomScaleConfig> = {
  className: 'CustomScaleLayer',
  factory: 'customScaleLayer',
  options: { scale: NEEDED },
  call: ({ config: { scale }, xs: [x, residual] }) => x!.add(residual!.mul(scale)),
};

/** Of ConvNeXt: a learned factor for each channel (Touvron et al., 2021). */
export const layerScale: Kind<LayerScaleConfig> = {
  className: 'LayerScale',
  factory: 'layerScale',
  options: { initValues: NEEDED, projectionDim: NEEDED },
  weights: ({ initValues, projectionDim }) => [
    {
      name: 'gamma',
      shape: [projectionDim],
      initializer: { className: 'Constant', config: { value: initValues } },
    },
  ],
  call: ({ xs: [x], weight }) => x!.mul(weight('gamma')),
};

/** Of ConvNeXt: while training, leaves a sample's residual out with a chance of `dropPathRate` (Huang et al., 2016). */
export const stochasticDepth: Kind<StochasticDepthConfig> = {
  className: 'StochasticDepth',
  factory: 'stochasticDepth',
  options: { dropPathRate: NEEDED },
  call: ({ tf, config, xs: [x], training }) => {
    if (!training || config.dropPathRate === 0) return x!;
    return tf.dropout(x!, config.dropPathRate, [x!.shape[0]!, ...x!.shape.slice(1).map(() => 1)]);
  },
};
