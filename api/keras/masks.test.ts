import { expect, test } from 'vitest';
import { withFreeNames } from './masks.ts';
import { toTfjs } from './to-tfjs.ts';

const tensor = (layer: string) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 5], keras_history: [layer, 0, 0] },
});
const layer = (
  class_name: string,
  name: string,
  from: string[],
  kwargs: object = {},
  config: object = {},
) => ({
  class_name,
  module: 'keras.layers',
  name,
  config: { name, ...config },
  inbound_nodes:
    from.length === 0 ? [] : [{ args: from.length === 1 ? from.map(tensor) : [from.map(tensor)], kwargs }],
});
const operation = (class_name: string, name: string, args: unknown[], config: object = {}) => ({
  class_name,
  module: 'keras.src.ops.numpy',
  name,
  config: { name, ...config },
  inbound_nodes: [{ args, kwargs: {} }],
});
const model = (layers: object[], output: string) => ({
  class_name: 'Functional',
  config: { name: 'model', layers, input_layers: [['ids', 0, 0]], output_layers: [[output, 0, 0]] },
});
const IDS = layer('InputLayer', 'ids', [], {}, { batch_shape: [null, 5] });
const EMBEDDING = layer('Embedding', 'embedding', ['ids'], {}, { mask_zero: true });
const MASK = operation('NotEqual', 'mask', [tensor('ids'), 0]);
const WHOLE = { return_sequences: true };

type Read = { config: { layers: { class_name: string; name: string; inbound_nodes?: unknown }[] } };
const read = (layers: object[], output: string) =>
  (toTfjs(model(layers, output), '3.15.1') as Read).config.layers;

test('a mask that layers hand on anyway is no node and no argument', () => {
  const lstm = layer('LSTM', 'lstm', ['embedding'], { training: false, mask: tensor('mask') }, WHOLE);
  const dense = layer('Dense', 'dense', ['lstm']);
  const last = layer('LSTM', 'last', ['dense'], { mask: tensor('mask') });
  const layers = read([IDS, EMBEDDING, MASK, lstm, dense, last], 'last');
  expect(layers.map(({ class_name }) => class_name)).toEqual([
    'InputLayer',
    'Embedding',
    'LSTM',
    'Dense',
    'LSTM',
  ]);
  expect(layers[4]!.inbound_nodes).toEqual([[['dense', 0, 0, {}]]]);
});

test('so is that of Masking, and where one of several inputs has one', () => {
  const masking = layer('Masking', 'masking', ['ids'], {}, { mask_value: 0 });
  const any = operation('Any', 'any', [tensor('mask')]);
  const both = operation('LogicalOr', 'both', [tensor('any'), tensor('any')]);
  const add = layer('Add', 'add', ['masking', 'masking']);
  const layers = read(
    [IDS, masking, MASK, any, both, add, layer('GRU', 'gru', ['add'], { mask: tensor('both') })],
    'gru',
  );
  expect(layers.map(({ class_name }) => class_name)).toEqual(['InputLayer', 'Masking', 'Add', 'GRU']);
});

test('so is that of tensors that are joined, one of which may have none, behind whole sequences', () => {
  const steps = layer('TimeDistributed', 'steps', ['embedding'], { mask: tensor('mask') });
  const bare = layer('Embedding', 'bare', ['ids'], {}, { mask_zero: false });
  const layers = read(
    [
      ...[IDS, EMBEDDING, MASK, steps, bare],
      layer('Concatenate', 'both', ['steps', 'bare'], {}, { axis: -1 }),
      operation('ExpandDims', 'wide', [tensor('mask')], { axis: -1 }),
      operation('ZerosLike', 'none', [tensor('steps')]),
      operation('OnesLike', 'all', [tensor('bare')]),
      operation('LogicalOr', 'one', [tensor('wide'), tensor('none')]),
      operation('Concatenate', 'masks', [[tensor('one'), tensor('all')]], { axis: -1 }),
      operation('Any', 'any', [tensor('masks')]),
      layer('LSTM', 'lstm', ['both'], { mask: tensor('any') }),
    ],
    'lstm',
  );
  expect(layers.map(({ name }) => name)).toEqual(['ids', 'embedding', 'steps', 'bare', 'both', 'lstm']);
});

test('a model of several inputs none of which has a mask is called with none', () => {
  const dense = layer('Dense', 'dense', ['embedding'], { mask: [null, null] });
  expect(read([IDS, EMBEDDING, dense], 'dense').at(-1)!.inbound_nodes).toEqual([[['embedding', 0, 0, {}]]]);
});

test('an operator hands on no mask, and stays an operation where there may be one', () => {
  const sum = operation('Add', 'sum', [tensor('embedding'), tensor('embedding')]);
  const readOne = (config: object) =>
    read([IDS, layer('Embedding', 'embedding', ['ids'], {}, config), sum], 'sum').at(-1)!.class_name;
  expect(readOne({ mask_zero: true })).toBe('Operation');
  expect(readOne({ mask_zero: false })).toBe('Add');
});

test('a mask whose nodes compute something else as well keeps them', () => {
  const lstm = layer('LSTM', 'lstm', ['embedding'], { mask: tensor('mask') });
  const layers = read([IDS, EMBEDDING, MASK, lstm, layer('Flatten', 'flat', ['mask'])], 'flat');
  expect(layers.map(({ class_name }) => class_name)).toContain('Operation');
});

test.each([
  ['of other ids', [tensor('ids'), 1], 'embedding'],
  ['that the layer in between does not hand on', [tensor('ids'), 0], 'flat'],
])('a mask %s is refused', (_, args, from) => {
  const mask = operation('NotEqual', 'mask', args);
  const flat = layer('Reshape', 'flat', ['embedding'], {}, { target_shape: [5, 4] });
  const lstm = layer('LSTM', 'lstm', [from], { mask: tensor('mask') });
  expect(() => read([IDS, EMBEDDING, mask, flat, lstm], 'lstm')).toThrow(
    /LSTM that is called with a mask that no layer/,
  );
});

test('nor does a layer that gives its last step alone', () => {
  const short = layer('LSTM', 'short', ['embedding'], { mask: tensor('mask') });
  const lstm = layer('LSTM', 'lstm', ['short'], { mask: tensor('mask') });
  expect(() => read([IDS, EMBEDDING, MASK, short, lstm], 'lstm')).toThrow(/a mask that no layer/);
});

test('no layer without weights is written by the name that Keras gives to a node of a mask', () => {
  const named = (class_name: string, name: string, from: string[] = []) => ({
    class_name,
    name,
    config: { name },
    inbound_nodes: [from.map((one) => [one, 0, 0, {}])],
  });
  const layers = [
    named('Embedding', 'concatenate_1'),
    named('Operation', 'expand_dims'),
    named('Concatenate', 'concatenate', ['concatenate_1', 'expand_dims']),
    named('Concatenate', 'concatenate_layer', ['concatenate']),
  ];
  const inner = {
    class_name: 'Functional',
    config: { name: 'inner', layers, output_layers: [['concatenate', 0, 0]] },
  };
  const { config } = withFreeNames(inner);
  expect(config.layers.map(({ name }) => name)).toEqual([
    'concatenate_1',
    'expand_dims_layer',
    'concatenate_layer_',
    'concatenate_layer',
  ]);
  expect(config.layers[2]!.inbound_nodes).toEqual([
    [
      ['concatenate_1', 0, 0, {}],
      ['expand_dims_layer', 0, 0, {}],
    ],
  ]);
  expect(config.layers[3]!.inbound_nodes).toEqual([[['concatenate_layer_', 0, 0, {}]]]);
  expect(config.output_layers).toEqual([['concatenate_layer_', 0, 0]]);
});
