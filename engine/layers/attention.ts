import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { AdditiveAttentionConfig, AttentionConfig } from '../../api/layers/attention.ts';
import type { Mask, Shape } from '../tfjs/internals.ts';
import { and, causalMask } from './attention-masks.ts';
import type { Call, Kind } from './kind.ts';

/** Keras takes this from the score of a masked step (`_apply_scores` in keras/src/layers/attention/attention.py). */
const MASKED = 1e9;

/** `softmax(q k^T) v` of `[query, value]` or `[query, value, key]`, `[batch, steps, features]` each. */
export const attention: Kind<AttentionConfig> = {
  className: 'Attention',
  factory: 'attention',
  options: { useScale: false, scoreMode: 'dot', dropout: 0, seed: null },
  fault: ({ scoreMode }) =>
    ['dot', 'concat'].includes(scoreMode) ? undefined : `scoreMode "${scoreMode}" is neither dot nor concat`,
  weights: ({ useScale, scoreMode }) => [
    ...(useScale ? [{ name: 'scale', shape: [], initializer: 'ones' }] : []),
    ...(scoreMode === 'concat' ? [{ name: 'concat_score_weight', shape: [], initializer: 'ones' }] : []),
  ],
  shape: (_, shapes, { returnAttentionScores }) => shapeOf(shapes, returnAttentionScores),
  call: (call) => {
    const { config, xs, weight } = call;
    const [query, , key] = threeOf(xs);
    if (config.scoreMode === 'dot') {
      const scores = query.matMul(key, false, true);
      return attended(call, config.useScale ? scores.mul(weight('scale')) : scores);
    }
    const sum = query.expandDims(-2).add(key.expandDims(-3));
    const active = (config.useScale ? sum.mul(weight('scale')) : sum).tanh().sum(-1);
    return attended(call, active.mul(weight('concat_score_weight')));
  },
  mask: (_, _tf, _xs, masks) => masks[0] ?? null,
};

/** Bahdanau's: `softmax(sum(scale tanh(q + k))) v`. */
export const additiveAttention: Kind<AdditiveAttentionConfig> = {
  className: 'AdditiveAttention',
  factory: 'additiveAttention',
  options: { useScale: true, dropout: 0, seed: null },
  weights: ({ useScale }, [query]) =>
    useScale ? [{ name: 'scale', shape: [query!.at(-1)!], initializer: 'glorotUniform' }] : [],
  shape: attention.shape as never,
  call: (call) => {
    const [query, , key] = threeOf(call.xs);
    const sum = query.expandDims(-2).add(key.expandDims(-3)).tanh();
    return attended(call, (call.config.useScale ? sum.mul(call.weight('scale')) : sum).sum(-1));
  },
  mask: attention.mask as never,
};

function threeOf([query, value, key]: readonly Tensor[]): readonly [Tensor, Tensor, Tensor] {
  return [query!, value!, key ?? value!];
}

function shapeOf(shapes: readonly Shape[], scores?: boolean): Shape | Shape[] {
  const [query, value, key] = shapes;
  if (!value) throw new Error('it wants [query, value] or [query, value, key]');
  const out = [...query!.slice(0, -1), value.at(-1)!];
  return scores ? [out, [...query!.slice(0, -1), (key ?? value).at(-2)!]] : out;
}

function attended(call: Call<AdditiveAttentionConfig>, scores: Tensor): Tensor | Tensor[] {
  const { tf, config, xs, masks, said, training } = call;
  const [query, value] = xs as [Tensor, Tensor];
  const [queryMask, valueMask] = masks as [Mask, Mask | undefined];
  const shares = tf.softmax(masked(tf, scores, valueMask ?? null, said.useCausalMask ?? false), -1);
  const kept = training && config.dropout > 0 ? tf.dropout(shares, config.dropout) : shares;
  const all = kept.matMul(value);
  const out = queryMask ? all.mul(queryMask.cast('float32').expandDims(-1)) : all;
  return said.returnAttentionScores
    ? [out.reshape([...query.shape.slice(0, -1), value.shape.at(-1)!]), kept]
    : out;
}

function masked(tf: TF, scores: Tensor, valueMask: Mask, causal: boolean): Tensor {
  const seen = and(
    tf,
    valueMask?.expandDims(-2),
    causal ? causalMask(tf, scores.shape.at(-2)!, scores.shape.at(-1)!) : null,
  );
  return seen ? scores.sub(tf.scalar(1).sub(seen.cast('float32')).mul(MASKED)) : scores;
}
