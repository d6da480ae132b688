import type { Tensor } from '@tensorflow/tfjs';
import type { GlobalPoolingConfig, SpatialDropoutConfig } from '../../api/layers/shapes.ts';
import type { Shape } from '../tfjs/internals.ts';
import { type Kind, NEEDED } from './kind.ts';

function globalPooling(
  kind: 'Average' | 'Max',
  pooled: (x: Tensor, axes: number[], keepdims: boolean) => Tensor,
): Kind<GlobalPoolingConfig> {
  return {
    className: `Global${kind}Pooling3D`,
    factory: `global${kind}Pooling3d`,
    options: { dataFormat: 'channelsLast', keepdims: false },
    shape: (config, [shape]) => {
      const axes = pooledAxes(config);
      const kept = shape!.map((side, axis) => (axes.includes(axis) ? 1 : side));
      return config.keepdims ? kept : kept.filter((_, axis) => !axes.includes(axis));
    },
    call: ({ config, xs: [x] }) => pooled(x!, pooledAxes(config), config.keepdims),
  };
}

const pooledAxes = ({ dataFormat }: GlobalPoolingConfig) =>
  dataFormat === 'channelsFirst' ? [2, 3, 4] : [1, 2, 3];

export const globalAveragePooling3d = globalPooling('Average', (x, axes, keepdims) => x.mean(axes, keepdims));
export const globalMaxPooling3d = globalPooling('Max', (x, axes, keepdims) => x.max(axes, keepdims));

/** Drops whole channels of a sample (Tompson et al., 2014). */
function spatialDropout(dimensions: 2 | 3): Kind<SpatialDropoutConfig> {
  return {
    className: `SpatialDropout${dimensions}D`,
    factory: `spatialDropout${dimensions}d`,
    options: { rate: NEEDED, dataFormat: 'channelsLast', seed: null },
    call: ({ tf, config, xs, training }) => {
      const [x] = xs as [Tensor];
      if (!training || config.rate === 0) return x;
      const channels = config.dataFormat === 'channelsFirst' ? 1 : x.rank - 1;
      const shape: Shape = x.shape.map((side, axis) => (axis === 0 || axis === channels ? side : 1));
      return tf.dropout(x, config.rate, shape as number[]);
    },
    mask: true,
  };
}

export const spatialDropout2d = spatialDropout(2);
export const spatialDropout3d = spatialDropout(3);
