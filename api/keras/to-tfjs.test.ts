import { expect, test } from 'vitest';
import { toTfjs } from './to-tfjs.ts';

const tensor = (name: string) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 2], dtype: 'float32', keras_history: [name, 0, 0] },
});
const call = (kwargs: object) => ({
  class_name: 'Functional',
  config: {
    name: 'model',
    layers: [
      {
        class_name: 'InputLayer',
        name: 'x',
        config: { name: 'x', batch_shape: [null, 2] },
        inbound_nodes: [],
      },
      {
        class_name: 'Dropout',
        name: 'drop',
        config: { name: 'drop', rate: 0.5 },
        inbound_nodes: [{ args: [tensor('x')], kwargs }],
      },
    ],
    input_layers: ['x', 0, 0],
    output_layers: ['drop', 0, 0],
  },
});

test.each([{ training: false }, { training: true }, { training: null, mask: null }])(
  'a layer that Keras 3 calls with %o is called as the whole model is',
  (kwargs) => {
    const model = toTfjs(call(kwargs), '3.15.1') as { config: { layers: object[] } };
    expect(model.config.layers[1]).toHaveProperty('inbound_nodes', [[['x', 0, 0, {}]]]);
  },
);

const operator = (class_name: string, args: unknown[], rank = 2) => ({
  class_name: 'Functional',
  config: {
    name: 'model',
    layers: [
      {
        class_name,
        module: 'keras.src.ops.numpy',
        name: 'op',
        config: { name: 'op' },
        inbound_nodes: [{ args: args.map((arg) => (arg === 'y' ? ranked('y', rank) : arg)), kwargs: {} }],
      },
    ],
    input_layers: ['x', 0, 0],
    output_layers: ['op', 0, 0],
  },
});
const ranked = (name: string, rank: number) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 2, 2, 2].slice(0, rank), dtype: 'float32', keras_history: [name, 0, 0] },
});

test.each([
  ['Add', [tensor('x'), 3], 'Rescaling', { scale: 1, offset: 3 }],
  ['Subtract', [tensor('x'), 3], 'Rescaling', { scale: 1, offset: -3 }],
  ['Subtract', [3, tensor('x')], 'Rescaling', { scale: -1, offset: 3 }],
  ['Multiply', [0.5, tensor('x')], 'Rescaling', { scale: 0.5, offset: 0 }],
  ['TrueDivide', [tensor('x'), 4], 'Rescaling', { scale: 0.25, offset: 0 }],
  ['Negative', [tensor('x')], 'Rescaling', { scale: -1, offset: 0 }],
  ['Relu', [tensor('x')], 'Activation', { activation: 'relu' }],
  ['Add', [tensor('x'), 'y'], 'Add', {}],
])('the operator %s of %j is a layer %s', (name, args, class_name, config) => {
  const of = args.some((arg) => arg === 'y') ? ['x', 'y'] : ['x'];
  const node = {
    class_name,
    config: { name: 'op', ...config },
    inbound_nodes: [of.map((x) => [x, 0, 0, {}])],
  };
  expect(toTfjs(operator(name, args), '3.15.1')).toMatchObject({ config: { layers: [node] } });
});

test('operators of Keras 2 are refused by name', () => {
  const layer = {
    class_name: 'TFOpLambda',
    config: { name: 'tf.math.add' },
    name: 'tf.math.add',
    inbound_nodes: [],
  };
  const config = { name: 'model', layers: [layer], input_layers: [], output_layers: [] };
  expect(() => toTfjs({ class_name: 'Functional', config }, '2.15.0')).toThrow(
    /layer tf.math.add, a TFOpLambda/,
  );
});

test.each([
  ['GetItem', [tensor('x'), 3], [{ tensor: 0 }, 3]],
  ['Divide', [3, tensor('x')], [3, { tensor: 0 }]],
])('an operator that no layer stands for is an operation: %s', (name, args, given) => {
  const { layers } = (toTfjs(operator(name, args), '3.15.1') as { config: { layers: object[] } }).config;
  expect(layers.at(-1)).toMatchObject({
    class_name: 'Operation',
    config: { operation: name, arguments: given },
    inbound_nodes: [[['x', 0, 0, {}]]],
  });
});

test('an HDF5 file has operators without their module', () => {
  const model = operator('Add', [tensor('x'), tensor('x')]) as { config: { layers: { module?: string }[] } };
  for (const layer of model.config.layers) delete layer.module;
  const { layers } = (toTfjs(model, '3.15.1') as { config: { layers: object[] } }).config;
  expect(layers.at(-1)).toMatchObject({
    class_name: 'Add',
    inbound_nodes: [
      [
        ['x', 0, 0, {}],
        ['x', 0, 0, {}],
      ],
    ],
  });
});

test('an operator that cannot be had is refused by name', () => {
  expect(() => toTfjs(operator('Hadamard', [tensor('x')]), '3.15.1')).toThrow(/operation Hadamard \(op\)/);
});

test('other arguments of a call are refused', () => {
  expect(() => toTfjs(call({ initial_state: 1 }), '3.15.1')).toThrow(
    /a layer Dropout that is called with the argument initial_state/,
  );
});

const listed = (class_name: string, config: object = {}) => ({
  class_name: 'Sequential',
  config: { name: 'model', layers: [{ class_name, config: { name: 'one', ...config } }] },
});

test('an Identity is a layer that lets through, and the name of an initializer', () => {
  const initializer = { class_name: 'Identity', config: { gain: 1 } };
  expect(toTfjs(listed('Identity'), '3.15.1')).toMatchObject({
    config: { layers: [{ class_name: 'Activation', config: { name: 'one', activation: 'linear' } }] },
  });
  expect(toTfjs(listed('Dense', { kernel_initializer: initializer }), '3.15.1')).toMatchObject({
    config: { layers: [{ config: { kernel_initializer: initializer } }] },
  });
});

test('a model of a class of its own is refused by its name, with what to do', () => {
  const config = { trainable: true, dtype: 'float32' };
  const saved = { module: null, class_name: 'MyModel', config, registered_name: 'mine>MyModel' };
  expect(() => toTfjs(saved, '3.15.1')).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('the class MyModel'),
      hint: expect.stringContaining('keras.Model(inputs, outputs)'),
    }),
  );
});

test('a layer of a class of its own, in a model with masks too, is left to what the job registers', () => {
  const own = { module: null, class_name: 'Mine', registered_name: 'mine>Mine', config: { name: 'one' } };
  const sequential = { class_name: 'Sequential', config: { name: 'model', layers: [own] } };
  expect(toTfjs(sequential, '3.15.1')).toMatchObject({ config: { layers: [{ class_name: 'Mine' }] } });
  const layers = [{ ...own, name: 'one', inbound_nodes: [] }];
  const functional = { name: 'model', layers, input_layers: [['one', 0, 0]], output_layers: [['one', 0, 0]] };
  expect(toTfjs({ class_name: 'Functional', config: functional }, '3.15.1')).toMatchObject({
    config: { layers: [{ class_name: 'Mine' }] },
  });
});

test.each([
  ['RandAugment', 'augment.flip()'],
  ['Solarization', 'augment.flip()'],
  ['MelSpectrogram', 'with the data'],
  ['TorchModuleWrapper', 'layers of Keras'],
  ['Pipeline', 'into the model itself'],
])('a layer %s is refused by name, with what to do', (kind, instead) => {
  let refused: { message?: string; hint?: string } = {};
  try {
    toTfjs(listed(kind), '3.15.1');
  } catch (error) {
    refused = error as typeof refused;
  }
  expect(refused.message).toContain(`layer one, a ${kind}`);
  expect(refused.hint).toContain(instead);
});

test('adapters of low rank are in the kernels that Keras saves, and are no options here', () => {
  const { config } = toTfjs(listed('Dense', { lora_rank: 2, lora_alpha: 4 }), '3.15.1') as {
    config: { layers: { config: object }[] };
  };
  expect(config.layers[0]!.config).toEqual({ name: 'one' });
});
