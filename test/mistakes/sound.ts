/** A sound job to make mistakes in: four samples, y = 2 x, one dense layer. */
export const SOUND = `
import { callbacks, defineJob, imdb, mnist, schedules } from 'lockstep';
const column = (name, values, more) =>
  ({ name, type: 'float32', shape: [1], values: Float32Array.from(values), ...more });
const x = column('x', [1, 2, 3, 4]);
const y = column('y', [2, 4, 6, 8]);
const labels = (values) => column('y', values, { type: 'int32', values: Int32Array.from(values) });
const feature = (name, more) => ({ name, column: name, shape: [1], encoding: { kind: 'scale', scale: 1 }, ...more });
const source = (columns, inputs, targets, test = columns) => ({
  name: 'd', inputs, targets,
  loader: { kind: 'custom', load: async () => ({
    name: 'd', provenance: 'd', substitute: false,
    train: { length: 4, columns }, test: test.length > 0 ? { length: 4, columns: test } : { length: 0, columns: [] },
  }) },
});
const data = source([x, y], [feature('x')], [feature('y')]);
const classes = (values) => source([x, labels(values)], [feature('x')], [feature('y', { encoding: { kind: 'ids' } })]);
const dense = (tf, units = 1, more) =>
  tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [1], kernelInitializer: 'ones', ...more })] });
const two = (tf) => {
  const input = tf.input({ shape: [1], name: 'x' });
  const layer = (name) => tf.layers.dense({ units: 1, name, kernelInitializer: 'ones' });
  return tf.model({ inputs: input, outputs: ['a', 'b'].map((name) => layer(name).apply(input)) });
};
let kept;
const both = source([x, y, column('z', [1, 1, 1, 1])], [feature('x')], [feature('y'), feature('z')]);
const sound = {
  name: 'job', data, model: (tf) => dense(tf), optimizer: (tf) => tf.train.sgd(0.01), loss: 'meanSquaredError',
  batchSize: 4, epochs: 2,
};
`;
