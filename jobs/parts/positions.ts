import * as tf from '@tensorflow/tfjs';

/** Adds a learned vector to each place of a sequence: attention alone does not see which word comes first. */
export class Positions extends tf.layers.Layer {
  static className = 'Positions';
  #table!: tf.LayerVariable;

  override build([, steps, width]: tf.Shape): void {
    const small = tf.initializers.randomNormal({ stddev: 0.02 });
    this.#table = this.addWeight('table', [steps!, width!], 'float32', small);
    super.build([null, steps!, width!]);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    return x!.add(this.#table.read());
  }
}
tf.serialization.registerClass(Positions);
