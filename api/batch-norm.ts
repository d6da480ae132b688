import type { LayersModel, layers } from '@tensorflow/tfjs';

type Layer = layers.Layer;

/** A layer of batch normalization. Where it is synchronized, its moments are those of the global batch. */
export interface BatchNorm extends Layer {
  synchronized?: boolean;
}

/** The batch normalizations of a model, in nested models and wrappers too. */
export function batchNormsOf(model: { readonly layers: readonly Layer[] }): BatchNorm[] {
  return model.layers.flatMap((layer): BatchNorm[] => {
    if (layer.getClassName() === 'BatchNormalization') return [layer];
    const { layers, layer: wrapped } = layer as Partial<LayersModel> & { layer?: Layer };
    return batchNormsOf({ layers: layers ?? (wrapped ? [wrapped] : []) });
  });
}
