/** Options that layers do not have are refused, and all that tfjs has pass. */
import { createRequire } from 'node:module';
import type { layers } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { TF } from '../../api/job.ts';
import type { KerasLayers } from '../../api/layers/index.ts';
import { useKerasSemantics } from './index.ts';
import {
  type ALIASES,
  type COMMON,
  type CONSTRAINTS,
  type INITIALIZERS,
  LAYERS,
  type REGULARIZERS,
} from './known-options.ts';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TF;
const factories = tf.layers as unknown as Record<string, (options: object) => layers.Layer>;

beforeAll(() => useKerasSemantics(tf));

const ANY = {
  units: 2,
  filters: 2,
  kernelSize: 1,
  rate: 0.5,
  n: 2,
  targetShape: [2],
  dims: [1],
  inputDim: 3,
  outputDim: 2,
  stddev: 1,
  axes: 1,
  poolSize: 2,
  scale: 1,
  height: 2,
  width: 2,
  activation: 'tanh',
  cropping: 1,
  numTokens: 2,
  factor: 0.5,
  mergeMode: 'concat',
};

/** Of a layer by its function, with what it must have. */
function needed(factory: string): Record<string, unknown> {
  const known: readonly string[] = LAYERS[factory as keyof typeof LAYERS];
  const options: Record<string, unknown> = Object.fromEntries(
    Object.entries(ANY).filter(([option]) => known.includes(option)),
  );
  if (factory === 'batchNormalization') options.scale = true;
  if (factory === 'rnn') options.cell = tf.layers.lstmCell({ units: 2 });
  if (factory === 'stackedRNNCells') options.cells = [tf.layers.lstmCell({ units: 2 })];
  if (factory === 'bidirectional') options.layer = tf.layers.lstm({ units: 2 });
  if (factory === 'timeDistributed') options.layer = tf.layers.dense({ units: 2 });
  if (factory === 'inputLayer') options.inputShape = [2];
  return options;
}

describe.each(Object.entries(LAYERS))('tf.layers.%s', (factory, known) => {
  const made = () => factories[factory]!(needed(factory));

  test('has every option that tfjs has, and no other', () => {
    const all = Object.fromEntries(known.map((option) => [option, undefined]));
    expect(() => factories[factory]!({ ...all, ...needed(factory) })).not.toThrow();
    const wrong = { ...needed(factory), trainabel: false };
    const words = `tf.layers.${factory} has no option "trainabel": did you mean "trainable"?`;
    expect(() => factories[factory]!(wrong)).toThrow(words);
  });

  test('is read again from what it writes', () => {
    const layer = made();
    const [type, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[layer.getClassName()]!;
    const again = fromConfig(type, layer.getConfig()) as layers.Layer;
    expect(again.getClassName()).toBe(layer.getClassName());
  });
});

/** What is passed over by tfjs, and what is said to it. */
const MISTAKES: readonly (readonly [make: () => unknown, words: string])[] = [
  [
    () => factories.dense!({ units: 1, kernelregularizer: 'l1l2' }),
    'tf.layers.dense has no option "kernelregularizer": did you mean "kernelRegularizer"?',
  ],
  [() => factories.dense!({ unit: 1 }), 'has no option "unit": did you mean "units"?'],
  [() => factories.lstm!({ units: 1, return_sequences: true }), 'did you mean "returnSequences"?'],
  [() => factories.conv2dTranspose!({ filters: 1, kernelSize: 1, groups: 2 }), 'has no option "groups"'],
  [() => factories.maxPool2d!({ poolsize: 2 }), 'tf.layers.maxPool2d has no option "poolsize"'],
  [() => factories.averagePooling1d!({ dataFormat: 'channelsFirst' }), 'has no option "dataFormat"'],
  [() => tf.regularizers.l2({ l: 0.1 } as never), 'tf.regularizers.l2 has no option "l"'],
  [() => tf.initializers.glorotUniform({ seeed: 1 } as never), 'did you mean "seed"?'],
  [() => tf.constraints.maxNorm({ max_value: 1 } as never), 'did you mean "maxValue"?'],
  [
    () => saved('Dense', { units: 1, zeroOutputForMask: true }),
    'layer saved (Dense) has the option "zeroOutputForMask", which cannot be had here',
  ],
  [() => saved('AveragePooling1D', { poolSize: 2, dataFormat: 'channelsFirst' }), 'option "dataFormat"'],
];

function saved(className: string, config: object): unknown {
  const [type, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[className]!;
  return fromConfig(type, { name: 'saved', ...config } as never);
}

test.each(MISTAKES)('%s is refused', (make, message) => {
  expect(make).toThrow(
    expect.objectContaining({ code: 'BAD_INPUT', message: expect.stringContaining(message) }),
  );
});

test('gates are sigmoids where nothing is said, as in Keras, and what a model was saved with stays', () => {
  expect(tf.layers.lstm({ units: 1 }).getConfig()).toMatchObject({ recurrentActivation: 'sigmoid' });
  const config = { units: 1, recurrentActivation: 'hardSigmoid' };
  expect((saved('LSTM', config) as layers.Layer).getConfig()).toMatchObject(config);
});

test('what Keras writes of options that do nothing passes', () => {
  const idle = { seed: 3, groups: 1, dataFormat: 'channelsLast', renorm: false, noiseShape: null };
  expect(() => saved('Dense', { units: 1, ...idle })).not.toThrow();
});

/** What tfjs's definitions have of options, SpatialDropout1D's in the manner of Python left out. */
type Options<F> = F extends (args: infer A) => unknown ? Named<keyof NonNullable<A> & string> : never;
/** A few are said to take anything. */
type Named<K> = string extends K ? never : K;
type Python = 'input_shape' | 'batch_input_shape' | 'batch_size' | 'input_dtype';
type Common = (typeof COMMON)[number] | Python;
type Missing<Of, Table extends Record<keyof Table, readonly string[]>> = {
  [F in keyof Of & keyof Table]: Exclude<Options<Of[F]>, Table[F][number] | Common>;
}[keyof Of & keyof Table];
/** In upper case are classes. */
type Factory<Of> = { [F in keyof Of & string]: F extends Capitalize<F> ? never : F }[keyof Of & string];

test('the tables are whole, by the definitions of tfjs (the compiler checks it)', () => {
  expectTypeOf<Missing<TF['layers'], typeof LAYERS>>().toEqualTypeOf<never>();
  expectTypeOf<Missing<TF['initializers'], typeof INITIALIZERS>>().toEqualTypeOf<never>();
  expectTypeOf<Missing<TF['regularizers'], typeof REGULARIZERS>>().toEqualTypeOf<never>();
  expectTypeOf<Missing<TF['constraints'], typeof CONSTRAINTS>>().toEqualTypeOf<never>();
  expectTypeOf<
    Exclude<Factory<TF['layers']>, keyof typeof LAYERS | keyof typeof ALIASES | keyof KerasLayers | 'input'>
  >().toEqualTypeOf<never>();
});
