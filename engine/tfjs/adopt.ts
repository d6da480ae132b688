import type { TF } from '../../api/job.ts';
import { type Layer, once } from './internals.ts';
import { watched } from './unread.ts';

type Options = Readonly<Record<string, unknown>>;
type Adopt = (layer: Layer, options: Options) => void;

/**
 * Shows every layer to `adopt` as it is made, with the options that it was made with, by `tf.layers` and from a
 * configuration: tfjs keeps those that it knows and passes over the others in silence.
 * @throws LockstepError BAD_INPUT for an option of `tf.layers` that neither it nor `adopt` reads
 */
export function whenMade(tf: TF, adopt: Adopt): void {
  once(tf.layers, 'whenMade', () => {
    const factories = tf.layers as unknown as Record<string, unknown>;
    for (const [name, factory] of Object.entries(factories)) {
      // Upper case: classes, for layers of a job's own.
      if (typeof factory !== 'function' || name[0] === name[0]!.toUpperCase()) continue;
      factories[name] = (...args: unknown[]) => {
        const [given, ...rest] = args;
        if (given === null || typeof given !== 'object' || Array.isArray(given)) return factory(...args);
        const { options, expectAllRead } = watched(given);
        const made: unknown = factory(options, ...rest);
        if (made instanceof tf.layers.Layer) {
          const layer = made as unknown as Layer;
          adopt(layer, options as Options);
          expectAllRead(`layer ${layer.name} (${layer.getClassName()})`);
        }
        return made;
      };
    }
    const classes = tf.serialization.SerializationMap.getMap().classNameMap;
    for (const [type, fromConfig] of Object.values(classes)) {
      if (!(type.prototype instanceof tf.layers.Layer) || type.prototype instanceof tf.LayersModel) continue;
      const entry = classes[(type as unknown as { className: string }).className]!;
      entry[1] = ((cls: never, config: Options, ...rest: never[]) => {
        const options = { ...config };
        const made = (fromConfig as (...args: unknown[]) => unknown)(cls, config, ...rest);
        adopt(made as Layer, options);
        return made;
      }) as never;
    }
  });
}
