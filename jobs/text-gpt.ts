import * as tf from '@tensorflow/tfjs';
import { defineJob, imdb } from 'lockstep';
import { Positions } from './parts/positions.ts';

const [WORDS, STEPS, WIDTH, BLOCKS] = [4_000, 64, 128, 3];

const data = imdb({ numWords: WORDS, maxLen: STEPS });

/** 1 for each word that is to be foretold, 0 for what fills short reviews up in front: `[batch, STEPS - 1]`. */
const counts = (tokens: tf.Tensor) => nextWords(tokens).greater(0).cast('float32');
/** Words from the second on, and what was expected before each. */
const nextWords = (tokens: tf.Tensor) => tokens.slice([0, 1]);
const guesses = (logits: tf.Tensor) => logits.slice([0, 0], [-1, STEPS - 1]);

/** How little the words of each review were expected, their logarithms summed: `[batch]`. */
const nats = (tokens: tf.Tensor, logits: tf.Tensor) => {
  const wanted = tf.oneHot(nextWords(tokens).toInt(), WORDS);
  const each = tf.logSoftmax(guesses(logits)).mul(wanted).sum(-1).neg();
  return each.mul<tf.Tensor>(counts(tokens)).sum<tf.Tensor>(1);
};

/** A small GPT (Radford et al., 2018) writes film reviews: `npx lockstep generate <run> --prompt 'this film'`. */
export default defineJob({
  name: 'text-gpt',
  data: { ...data, targets: data.inputs.map((tokens) => ({ ...tokens, name: 'next' })) },
  model: (tf) => {
    type Tensor = ReturnType<typeof tf.input>;
    const { add, dense, dropout, embedding, layerNormalization, multiHeadAttention } = tf.layers;
    const tokens = tf.input({ shape: [STEPS], name: 'tokens', dtype: 'int32' });
    const words = embedding({ inputDim: WORDS, outputDim: WIDTH }).apply(tokens);
    let x = new Positions({}).apply(words) as Tensor;
    const beside = (layer: (x: Tensor) => Tensor) => {
      const learned = layer(layerNormalization().apply(x) as Tensor);
      x = add().apply([x, dropout({ rate: 0.1 }).apply(learned) as Tensor]) as Tensor;
    };
    for (let block = 0; block < BLOCKS; block++) {
      const attention = multiHeadAttention({ numHeads: 4, keyDim: WIDTH / 4 });
      // A word sees only those before it.
      beside((x) => attention.apply([x, x], { useCausalMask: true }) as Tensor);
      beside((x) => {
        const wide = dense({ units: 4 * WIDTH, activation: 'gelu' }).apply(x);
        return dense({ units: WIDTH }).apply(wide) as Tensor;
      });
    }
    const next = dense({ units: WORDS, name: 'next' }).apply(layerNormalization().apply(x)) as Tensor;
    return tf.model({ inputs: tokens, outputs: next });
  },
  optimizer: (tf) => tf.train.adam(0.001),
  clip: { norm: 1 },
  loss: (tokens, logits) => nats(tokens, logits).div(counts(tokens).sum(1).maximum(1)),
  metrics: [
    // The exponential is the perplexity: of how many words it is as unsure as of equally likely ones.
    { name: 'nats_per_word', value: nats, of: (tokens) => counts(tokens).sum(1) },
    {
      name: 'next_word',
      value: (tokens, logits) => {
        const right = guesses(logits).argMax(-1).equal(nextWords(tokens)).cast('float32');
        return right.mul(counts(tokens)).sum(1);
      },
      of: (tokens) => counts(tokens).sum(1),
    },
  ],
  batchSize: 32,
  epochs: 3,
});
