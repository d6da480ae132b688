import { callbacks, defineJob, imdb } from 'lockstep';
import { Positions } from './parts/positions.ts';

const [WORDS, STEPS, WIDTH] = [20_000, 160, 32];

/** A transformer's encoder (Vaswani et al., 2017): every word looks at every other. Is the review positive? */
export default defineJob({
  name: 'imdb-transformer',
  data: imdb({ numWords: WORDS, maxLen: STEPS, validation: 0.2 }),
  model: (tf) => {
    type Tensor = ReturnType<typeof tf.input>;
    const { add, dense, dropout, embedding, layerNormalization, multiHeadAttention } = tf.layers;
    const tokens = tf.input({ shape: [STEPS], name: 'tokens', dtype: 'int32' });
    const words = embedding({ inputDim: WORDS, outputDim: WIDTH }).apply(tokens);
    let x = new Positions({}).apply(words) as Tensor;
    const beside = (layer: (x: Tensor) => Tensor) => {
      const learned = dropout({ rate: 0.1 }).apply(layer(x)) as Tensor;
      x = layerNormalization().apply(add().apply([x, learned])) as Tensor;
    };
    beside((x) => multiHeadAttention({ numHeads: 2, keyDim: WIDTH / 2 }).apply([x, x]) as Tensor);
    beside((x) => {
      const wide = dense({ units: 2 * WIDTH, activation: 'relu' }).apply(x);
      return dense({ units: WIDTH }).apply(wide) as Tensor;
    });
    const whole = dropout({ rate: 0.2 }).apply(tf.layers.globalAveragePooling1d({}).apply(x));
    const label = dense({ units: 1, activation: 'sigmoid', name: 'label' }).apply(whole) as Tensor;
    return tf.model({ inputs: tokens, outputs: label });
  },
  optimizer: (tf) => tf.train.adam(0.001),
  loss: 'binaryCrossentropy',
  metrics: ['accuracy'],
  batchSize: 64,
  // Soon it learns reviews by heart: it stops, and takes the weights that were best on reviews put aside.
  callbacks: [callbacks.earlyStopping({ monitor: 'val_loss', patience: 1, restoreBest: true })],
  epochs: 10,
});
