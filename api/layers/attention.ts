import type { KernelConfig } from './options.ts';

export interface AdditiveAttentionConfig {
  readonly useScale: boolean;
  /** Share of the attention scores that training leaves out. */
  readonly dropout: number;
  readonly seed: number | null;
}

export interface AttentionConfig extends AdditiveAttentionConfig {
  readonly scoreMode: 'dot' | 'concat';
}

/** What the layers with heads have in common. */
export interface HeadsConfig extends KernelConfig {
  /** Share of the attention scores that training leaves out. */
  readonly dropout: number;
  /** Multiplies what the heads give by the sigmoid of a projection of the query. */
  readonly useGate: boolean;
  /** A step sees the steps that are less than this away; null: all of them. */
  readonly slidingWindow: number | null;
  readonly seed: number | null;
}

export interface MultiHeadAttentionConfig extends HeadsConfig {
  readonly numHeads: number;
  /** Features of a query and a key in each head. */
  readonly keyDim: number;
  /** Features of a value in each head; `keyDim` where left out. */
  readonly valueDim: number | null;
  /** Shape of the last axes of the output. Left out: those of the query. */
  readonly outputShape: number | readonly number[] | null;
  /** Axes that attend to each other. Left out: all but the batch and the features. */
  readonly attentionAxes: number | readonly number[] | null;
}

export interface GroupQueryAttentionConfig extends HeadsConfig {
  readonly headDim: number;
  readonly numQueryHeads: number;
  /** A divisor of `numQueryHeads`; their quotient is how many query heads share a key and a value. */
  readonly numKeyValueHeads: number;
}

/** What a call of an attention layer takes beside its tensors. */
export interface AttentionCall {
  /** A step sees no later one. */
  readonly useCausalMask?: boolean;
  /** The call gives `[output, scores]`. */
  readonly returnAttentionScores?: boolean;
}

/** What a call of a layer with heads takes. */
export interface HeadsCall<T> extends AttentionCall {
  /** 1 where a query may look at a value: `[batch, queries, values]` or `[batch, heads, queries, values]`. */
  readonly attentionMask?: T;
}
