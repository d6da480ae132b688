import type { KernelConfig } from './options.ts';

export interface EinsumDenseConfig extends KernelConfig {
  /** `'ab,bc->ac'`, `'...a,ab->...b'` or `'ab...,bc->ac...'`: input, kernel and output. */
  readonly equation: string;
  /** Shape of a sample's output, without the axes that an ellipsis stands for; null takes a length from the input. */
  readonly outputShape: number | readonly (number | null)[];
  /** Letters of the output along which the bias has numbers of its own; null for no bias. */
  readonly biasAxes: string | null;
  readonly activation: string | null;
}

/** An embedding that also goes back: called with `{ reverse: true }`, it gives a logit for each row of its table. */
export interface ReversibleEmbeddingConfig {
  readonly inputDim: number;
  readonly outputDim: number;
  /** The same weights both ways. */
  readonly tieWeights: boolean;
  readonly maskZero: boolean;
  /** Keeps the logits within plus and minus this, by `tanh`; null leaves them as they are. */
  readonly logitSoftCap: number | null;
  readonly embeddingsInitializer: unknown;
  readonly embeddingsRegularizer: unknown;
  readonly embeddingsConstraint: unknown;
  readonly activityRegularizer: unknown;
}
