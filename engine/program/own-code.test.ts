/** Whose code runs in a step decides whether it is traced a second time. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { SupervisedJob } from '../../api/job.ts';
import { registeredClasses, runsOwnCode } from './own-code.ts';

const ours = registeredClasses(tf);

class Own extends tf.layers.Layer {
  static className = 'Own';
}

class Tripled extends tf.layers.Layer {
  static className = 'Tripled';
}

const L1L2 = tf.regularizers.l1l2().constructor as new () => object;
class OwnRegularizer extends L1L2 {
  static className = 'OwnRegularizer';
}

const job = (more: object) =>
  ({ loss: 'meanSquaredError', metrics: ['accuracy'], ...more }) as unknown as SupervisedJob;
const modelOf = (layer: tf.layers.Layer) =>
  tf.sequential({
    layers: [tf.layers.inputLayer({ inputShape: [4, 3] }), layer],
  });
const dense = (more: object = {}) => tf.layers.dense({ units: 1, activation: 'relu', ...more });

test.each([
  ['layers that come with the engine', dense(), {}, false],
  // tfjs keeps what a regularizer adds as a function, and so does it with what a job adds to a layer's losses.
  [
    'a regularizer: its function might be of the job',
    dense({ kernelRegularizer: tf.regularizers.l1l2() }),
    {},
    true,
  ],
  ['one within another', tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 2 }) }), {}, false],
  ['cells', tf.layers.rnn({ cell: [tf.layers.gruCell({ units: 2 })] }), {}, false],
  ['losses with options', dense(), { loss: { name: 'huber', options: { delta: 2 } } }, false],
  ['a layer of the job', new Own(), {}, true],
  ['one within ours', tf.layers.timeDistributed({ layer: new Own() }), {}, true],
  ['a regularizer of the job', dense({ kernelRegularizer: new OwnRegularizer() }), {}, true],
  ['a function put on a layer', Object.assign(dense(), { call: (x: tf.Tensor) => x }), {}, true],
  ['a loss of the job', dense(), { loss: () => tf.scalar(0) }, true],
  ['one of several', dense(), { loss: ['hinge', () => tf.scalar(0)] }, true],
  ['a metric of the job', dense(), { metrics: [{ name: 'm', value: () => tf.scalar(0) }] }, true],
])('%s', (_, layer, more, own) => {
  expect(runsOwnCode(job(more), modelOf(layer), ours)).toBe(own);
});

test('classes that a job registers are its own', () => {
  tf.serialization.registerClass(Tripled);
  expect(runsOwnCode(job({}), modelOf(new Tripled()), ours)).toBe(true);
});
