import type { LayersModel } from '@tensorflow/tfjs';
import type { Precision } from '../job.ts';

/** What models say that were imported with one of Keras's policies; tfjs has no place for it. */
const imported = new WeakMap<LayersModel, Precision>();

export function remember(model: LayersModel, precision: Precision): void {
  imported.set(model, precision);
}

/** The precision that the first of the models asks for which was imported with one; a part of a model counts too. */
export function precisionOf(models: readonly LayersModel[]): Precision | undefined {
  for (const model of models) {
    const inside = model.layers.filter((layer) => 'layers' in layer) as unknown as LayersModel[];
    const found = imported.get(model) ?? precisionOf(inside);
    if (found) return found;
  }
  return undefined;
}

const POLICIES: Readonly<Record<string, Precision>> = {
  mixed_bfloat16: 'bfloat16',
  mixed_float16: 'float16',
};

/** What the first policy of mixed precision in a saved configuration says; undefined where none is. */
export function precisionIn(config: unknown): Precision | undefined {
  if (typeof config === 'string') return POLICIES[config];
  if (config === null || typeof config !== 'object') return undefined;
  for (const one of Object.values(config)) {
    const found = precisionIn(one);
    if (found) return found;
  }
  return undefined;
}
