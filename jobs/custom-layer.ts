import * as tf from '@tensorflow/tfjs';
import { defineJob, mnist } from 'lockstep';

/** A layer of one's own: a dense layer whose activation, |x|^p, learns its exponent. */
class PowerDense extends tf.layers.Layer {
  static className = 'PowerDense';
  readonly #units: number;
  #kernel!: tf.LayerVariable;
  #exponent!: tf.LayerVariable;

  constructor({ units, ...config }: { units: number; inputShape?: number[] }) {
    super(config);
    this.#units = units;
  }

  override build(shape: tf.Shape): void {
    const ones = tf.initializers.ones();
    const glorot = tf.initializers.glorotUniform({ seed: 1 });
    this.#kernel = this.addWeight('kernel', [shape.at(-1)!, this.#units], 'float32', glorot);
    this.#exponent = this.addWeight('exponent', [this.#units], 'float32', ones);
    super.build(shape);
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [...shape.slice(0, -1), this.#units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    return x!.matMul(this.#kernel.read()).abs().add(1e-3).pow(this.#exponent.read());
  }

  override getConfig() {
    return { ...super.getConfig(), units: this.#units };
  }
}
tf.serialization.registerClass(PowerDense);

/** A loss of one's own, one number a sample: cross-entropy that looks less at what is easy (Lin et al., 2017). */
function focal(labels: tf.Tensor, predicted: tf.Tensor): tf.Tensor {
  const p = labels.mul(predicted).sum(-1).clipByValue(1e-7, 1);
  return tf.scalar(1).sub(p).square().mul(p.log()).neg();
}

export default defineJob({
  name: 'custom-layer',
  data: mnist({ flatten: true }),
  model: () =>
    tf.sequential({
      layers: [
        new PowerDense({ units: 128, inputShape: [784] }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  optimizer: () => tf.train.adam(0.001),
  loss: focal,
  metrics: ['categoricalAccuracy'],
  batchSize: 128,
  epochs: 3,
});
