import type { Tensor } from '@tensorflow/tfjs';
import { defineJob, mnist } from 'lockstep';

/** Two numbers a digit, so that the plane they lie in can be drawn. */
const LATENT = 2;
/** Digits along a side of the picture of that plane. */
const SIDE = 15;

/** A variational autoencoder (Kingma and Welling, 2014): digits become points of a plane, and points become digits. */
export default defineJob({
  name: 'mnist-vae',
  data: mnist({ flatten: true }),
  program: (tf) => {
    const dense = (units: number, activation: 'relu' | 'sigmoid' | 'linear', inputs?: number) =>
      tf.layers.dense({ units, activation, ...(inputs && { inputShape: [inputs] }) });
    const encoder = tf.sequential({
      name: 'encoder',
      layers: [dense(256, 'relu', 784), dense(128, 'relu'), dense(2 * LATENT, 'linear')],
    });
    const decoder = tf.sequential({
      name: 'decoder',
      layers: [dense(128, 'relu', LATENT), dense(256, 'relu'), dense(784, 'sigmoid')],
    });
    const draw = (points: Tensor) => (decoder.apply(points) as Tensor).clipByValue(1e-6, 1 - 1e-6);
    /** Nats a digit: what its drawing lacks, and how far its point's distribution is from the standard normal. */
    const score = (image: Tensor, training: boolean) => {
      const [mean, logVariance] = tf.split(encoder.apply(image) as Tensor, 2, 1) as [Tensor, Tensor];
      const noise = training ? tf.randomNormal([image.shape[0]!, LATENT]) : tf.zerosLike(mean);
      const drawn = draw(mean.add(logVariance.div(2).exp().mul(noise)));
      const black = tf.scalar(1).sub(image).mul(tf.scalar(1).sub(drawn).log());
      const reconstruction = image.mul(drawn.log()).add(black).sum(1).neg();
      const divergence = mean.square().add(logVariance.exp()).sub(logVariance).sub(1).sum(1).div(2);
      return { loss: reconstruction.add(divergence).mean(), metrics: { reconstruction, divergence } };
    };
    // From -2 to 2 in both numbers, where most of the points of a standard normal are.
    const plane = Array.from({ length: SIDE * SIDE }, (_, i) =>
      [i % SIDE, Math.floor(i / SIDE)].map((place) => (4 * place) / (SIDE - 1) - 2),
    );
    return {
      models: { decoder, encoder },
      updates: [
        {
          name: 'vae',
          trains: [encoder, decoder],
          optimizer: tf.train.adam(0.001),
          loss: ({ image }) => score(image!, true),
        },
      ],
      evaluate: ({ image }) => score(image!, false),
      pictures: () => {
        const digits = draw(tf.tensor2d(plane)).reshape([SIDE, SIDE, 28, 28]);
        return { latent: digits.transpose([0, 2, 1, 3]).reshape([1, 28 * SIDE, 28 * SIDE]) };
      },
    };
  },
  batchSize: 128,
  epochs: 20,
});
