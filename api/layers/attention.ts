import type { KernelConfig } from './options.ts';

export interface AdditiveAttentionConfig {
  readonly useScale: boolean;
  /** Of the attention scores. */
  readonly dropout: number;
  readonly seed: number | null;
}

export interface AttentionConfig extends AdditiveAttentionConfig {
  readonly scoreMode: 'dot' | 'concat';
}

/** What multi-head attentions have in common. */
export interface HeadsConfig extends KernelConfig {
  /** Of the attention scores. */
  readonly dropout: number;
  /** Multiplies what the heads give by the sigmoid of a projection of the query. */
  readonly useGate: boolean;
  /** A step sees those less than this away; null for all. */
  readonly slidingWindow: number | null;
  readonly seed: number | null;
}

export interface MultiHeadAttentionConfig extends HeadsConfig {
  readonly numHeads: number;
  /** Features of a query and a key in each head. */
  readonly keyDim: number;
  /** Features of a value in each head; `keyDim` where left out. */
  readonly valueDim: number | null;
  /** Of the last axes; those of the query where left out. */
  readonly outputShape: number | readonly number[] | null;
  /** Axes that attend to each other; all but the batch and the features where left out. */
  readonly attentionAxes: number | readonly number[] | null;
}

export interface GroupQueryAttentionConfig extends HeadsConfig {
  readonly headDim: number;
  readonly numQueryHeads: number;
  /** Divides `numQueryHeads`: so many query heads share a key and a value. */
  readonly numKeyValueHeads: number;
}

/** What a call of an attention layer takes beside its tensors. */
export interface AttentionCall {
  /** A step sees no later one. */
  readonly useCausalMask?: boolean;
  /** The call gives `[output, scores]`. */
  readonly returnAttentionScores?: boolean;
}

/** Of the layers with heads: `[batch, queries, values]`, 1 where a query may look; `[batch, heads, queries, values]` too. */
export interface HeadsCall<T> extends AttentionCall {
  readonly attentionMask?: T;
}
