import type { Tensor } from '@tensorflow/tfjs';
import { defineJob, mnist } from 'lockstep';

const NOISE = 64;

/** A forger and a detective: one draws digits, the other tells them from real ones; they take turns. */
export default defineJob({
  name: 'mnist-gan',
  data: mnist({ flatten: true }),
  program: (tf) => {
    const leaky = () => tf.layers.leakyReLU({ alpha: 0.2 });
    const generator = tf.sequential({
      name: 'generator',
      layers: [
        tf.layers.dense({ units: 256, inputShape: [NOISE] }),
        tf.layers.batchNormalization(),
        leaky(),
        tf.layers.dense({ units: 512 }),
        tf.layers.batchNormalization(),
        leaky(),
        tf.layers.dense({ units: 784, activation: 'sigmoid' }),
      ],
    });
    const discriminator = tf.sequential({
      name: 'discriminator',
      layers: [
        tf.layers.dense({ units: 512, inputShape: [784] }),
        leaky(),
        tf.layers.dropout({ rate: 0.3 }),
        tf.layers.dense({ units: 256 }),
        leaky(),
        tf.layers.dropout({ rate: 0.3 }),
        tf.layers.dense({ units: 1 }),
      ],
    });
    const draw = (count: number, training: boolean) =>
      generator.apply(tf.randomNormal([count, NOISE]), { training }) as Tensor;
    const judge = (images: Tensor) => discriminator.apply(images, { training: true }) as Tensor;
    // Binary cross-entropy of logits: towards 1 softplus(-x), towards 0 softplus(x).
    const calledReal = (logits: Tensor) => logits.neg().softplus().mean();
    const calledFake = (logits: Tensor) => logits.softplus().mean();
    const exhibition = tf.randomNormal([40, NOISE], 0, 1, 'float32', 7);

    return {
      models: { generator, discriminator },
      updates: [
        {
          name: 'discriminator',
          trains: [discriminator],
          optimizer: tf.train.adam(0.0002, 0.5),
          loss: ({ image }) => {
            const [real, fake] = [judge(image!), judge(draw(image!.shape[0]!, true))];
            const right = tf
              .concat([real.greater(0), fake.lessEqual(0)], 1)
              .cast('float32')
              .mean(1);
            return { loss: calledReal(real).add(calledFake(fake)).div(2), metrics: { accuracy: right } };
          },
        },
        {
          name: 'generator',
          trains: [generator],
          optimizer: tf.train.adam(0.0002, 0.5),
          loss: ({ image }) => ({ loss: calledReal(judge(draw(image!.shape[0]!, true))) }),
        },
      ],
      pictures: () => ({ samples: (generator.predict(exhibition) as Tensor).reshape([-1, 28, 28]) }),
    };
  },
  batchSize: 128,
  epochs: 20,
});
