import type { TF } from '../../api/job.ts';
import { type Layer, once } from './internals.ts';

export type Options = Readonly<Record<string, unknown>>;

interface Adoption {
  /** What a job gives to a function of `tf.layers`. @returns what tfjs gets */
  given(factory: string, options: Options): Options;
  /** A layer of a saved or imported model. @returns what tfjs gets */
  saved(className: string, config: Options): Options;
  made(layer: Layer, options: Options): void;
}

/**
 * Shows every layer with the options that it is made with, before and after, by `tf.layers` and from a configuration:
 * tfjs keeps those that it knows and passes over the others in silence.
 */
export function whenMade(tf: TF, { given, saved, made }: Adoption): void {
  once(tf.layers, 'whenMade', () => {
    const factories = tf.layers as unknown as Record<string, unknown>;
    for (const [name, factory] of Object.entries(factories)) {
      // Upper case: classes, for layers of a job's own.
      if (typeof factory !== 'function' || name[0] === name[0]!.toUpperCase()) continue;
      factories[name] = (first: unknown = {}, ...rest: unknown[]) => {
        if (!first || typeof first !== 'object' || Array.isArray(first)) return factory(first, ...rest);
        const layer: unknown = factory(given(name, first as Options), ...rest);
        if (layer instanceof tf.layers.Layer) made(layer as unknown as Layer, first as Options);
        return layer;
      };
    }
    const classes = tf.serialization.SerializationMap.getMap().classNameMap;
    for (const [type, fromConfig] of Object.values(classes)) {
      if (!(type.prototype instanceof tf.layers.Layer) || type.prototype instanceof tf.LayersModel) continue;
      const { className } = type as unknown as { className: string };
      classes[className]![1] = ((cls: never, config: Options, ...rest: never[]) => {
        const options = { ...config };
        const layer = (fromConfig as (...args: unknown[]) => unknown)(cls, saved(className, config), ...rest);
        made(layer as Layer, options);
        return layer;
      }) as never;
    }
  });
}
