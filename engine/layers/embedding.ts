import type { Tensor } from '@tensorflow/tfjs';
import type { ReversibleEmbeddingConfig } from '../../api/layers/core.ts';
import { type Kind, NEEDED } from './kind.ts';

/** Keras's `ReversibleEmbedding` (keras/src/layers/core/reversible_embedding.py; Press and Wolf, 2016). */
export const reversibleEmbedding: Kind<ReversibleEmbeddingConfig> = {
  className: 'ReversibleEmbedding',
  factory: 'reversibleEmbedding',
  options: {
    inputDim: NEEDED,
    outputDim: NEEDED,
    tieWeights: true,
    maskZero: false,
    logitSoftCap: null,
    embeddingsInitializer: 'randomUniform',
    embeddingsRegularizer: null,
    embeddingsConstraint: null,
    activityRegularizer: null,
  },
  weights: (config) => {
    const { inputDim, outputDim, tieWeights, embeddingsInitializer: initializer } = config;
    const { embeddingsRegularizer: regularizer, embeddingsConstraint: constraint } = config;
    const rows = { name: 'embeddings', shape: [inputDim, outputDim], initializer, regularizer, constraint };
    return tieWeights
      ? [rows]
      : [rows, { name: 'reverse_embeddings', shape: [outputDim, inputDim], initializer }];
  },
  shape: ({ inputDim, outputDim }, [shape], { reverse }) =>
    reverse ? [...shape!.slice(0, -1), inputDim] : [...shape!, outputDim],
  call: ({ tf, config, xs, said, weight }) => {
    const [x] = xs as [Tensor];
    if (!said.reverse) return tf.gather(weight('embeddings'), x.cast('int32'));
    const { tieWeights, logitSoftCap: cap, inputDim, outputDim } = config;
    const kernel = tieWeights ? weight('embeddings').transpose() : weight('reverse_embeddings');
    const rows = x.reshape([-1, outputDim]) as Tensor;
    const logits = tf.matMul(rows, kernel).reshape([...x.shape.slice(0, -1), inputDim]);
    return cap === null ? logits : logits.div<Tensor>(cap).tanh<Tensor>().mul(cap);
  },
  mask: ({ maskZero }, tf, [x], _, { reverse }) =>
    maskZero && !reverse ? tf.notEqual(x!, tf.zerosLike(x!)) : null,
};
