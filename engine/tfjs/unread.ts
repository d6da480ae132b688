import { expectOptions } from '../../api/words.ts';

/** Of every layer; tfjs reads some of them only where others are given. */
const EVERY = [
  'name',
  'trainable',
  'dtype',
  'inputDType',
  'inputShape',
  'batchInputShape',
  'batchSize',
  'inputDim',
  'inputLength',
  'weights',
  'updatable',
];
/** What tfjs does in any case, where it has no such option. */
const ALWAYS: Readonly<Record<string, unknown>> = { dataFormat: 'channelsLast', groups: 1, dilationRate: 1 };

/**
 * Options that remember which of them were read. tfjs passes over what it does not know (`groups`, a misspelt
 * `kernelRegulariser`), and the layer computes something else than was asked for.
 */
export function watched<T extends object>(options: T): { options: T; expectAllRead(what: string): void } {
  const read = new Set<PropertyKey>(EVERY);
  const proxy = new Proxy(options, {
    get(target, key) {
      read.add(key);
      return Reflect.get(target, key);
    },
  });
  return {
    options: proxy,
    expectAllRead(what) {
      const said = Object.entries(options).filter(
        ([key, value]) =>
          !(value === undefined || value === null || value === false || value === ALWAYS[key]),
      );
      expectOptions(
        what,
        Object.fromEntries(said),
        [...read].filter((key) => typeof key === 'string'),
      );
    },
  };
}
