import type { KernelConfig } from './options.ts';

export interface EinsumDenseConfig extends KernelConfig {
  /** `'ab,bc->ac'`, `'...a,ab->...b'` or `'ab...,bc->ac...'`: input, kernel and output. */
  readonly equation: string;
  /** Of a sample, without what an ellipsis stands for; null where the input says it. */
  readonly outputShape: number | readonly (number | null)[];
  /** Letters of the output that the bias has. */
  readonly biasAxes: string | null;
  readonly activation: string | null;
}

/** An embedding that also gives a number for each row: called with `{ reverse: true }`. */
export interface ReversibleEmbeddingConfig {
  readonly inputDim: number;
  readonly outputDim: number;
  /** The same weights both ways. */
  readonly tieWeights: boolean;
  readonly maskZero: boolean;
  /** Keeps what comes out of the way back within plus and minus this, by `tanh`. */
  readonly logitSoftCap: number | null;
  readonly embeddingsInitializer: unknown;
  readonly embeddingsRegularizer: unknown;
  readonly embeddingsConstraint: unknown;
  readonly activityRegularizer: unknown;
}
