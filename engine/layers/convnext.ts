/** Layers that `keras.applications.ConvNeXt` brings along (keras/src/applications/convnext.py). */
import type { LayerScaleConfig, StochasticDepthConfig } from '../../api/layers/convnext.ts';
import { type Kind, NEEDED } from './kind.ts';

/** A learned factor for each channel (Touvron et al., 2021). */
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

/** While training, leaves a sample's residual out with a chance of `dropPathRate` (Huang et al., 2016). */
export const stochasticDepth: Kind<StochasticDepthConfig> = {
  className: 'StochasticDepth',
  factory: 'stochasticDepth',
  options: { dropPathRate: NEEDED },
  call: ({ tf, config, xs: [x], training }) => {
    if (!training || config.dropPathRate === 0) return x!;
    return tf.dropout(x!, config.dropPathRate, [x!.shape[0]!, ...x!.shape.slice(1).map(() => 1)]);
  },
};
