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

test.each([
  [{ training: false }, { training: false }],
  [{ training: true }, { training: true }],
  [{ training: null, mask: null }, {}],
])('a layer that Keras calls with %o is called so', (kwargs, own) => {
  const model = toTfjs(call(kwargs), '3.15.1');
  expect(model).toMatchObject({ config: { layers: [{}, { inbound_nodes: [[['x', 0, 0, own]]] }] } });
});

test('other arguments of a call are refused', () => {
  expect(() => toTfjs(call({ initial_state: 1 }), '3.15.1')).toThrow(
    /a layer Dropout that is called with the argument initial_state/,
  );
});
