/** What the page of a served model is given, and what a prediction answers. */

export interface ModelFacts {
  readonly name: string;
  /** What one question is, for a person. */
  readonly takes: 'digit' | 'picture' | 'text' | 'row' | 'numbers';
  /** What it writes, where it is a model of text that writes on. */
  readonly writes?: 'words' | 'letters';
  /** Names of the columns of a row, or of the inputs. */
  readonly fields: readonly string[];
  readonly classes: readonly string[];
  readonly provenance: string;
}

/** As TensorFlow Serving answers, and beside it the classes where the model tells classes apart. */
export interface PredictReply {
  /** Of each instance: the numbers of the one output, or of several by name. */
  readonly predictions: readonly (readonly number[] | Readonly<Record<string, readonly number[]>>)[];
  /** The likeliest class of each instance. */
  readonly classes?: readonly string[];
  /** By class. */
  readonly probabilities?: readonly Readonly<Record<string, number>>[];
}

/** Most tokens of a text that is asked for. */
export const MOST_TOKENS = 2_000;

/** A line of a text that is being written: what comes next, or why no more comes. */
export type WrittenLine = { readonly text: string } | { readonly error: string };
