/** What the sources of a user's own data can be told. */

import type { Prepared } from './prepared.ts';

export interface SplitOptions {
  /**
   * The test split: a source of its own (a path like the first), or a share of the rows between 0 and 1, drawn by a
   * seed that never changes. 0 has none. Left out: 0.2.
   */
  readonly test?: string | number;
  /**
   * The validation split, as `test` says it: what `val_...` and the callbacks look at. Left out, they look at the test
   * split; else the test split is evaluated once, at the end.
   */
  readonly validation?: string | number;
  /**
   * What an earlier run has learned of its data (classes, means, vocabulary), which is applied here too:
   * `import model, { learned } from './runs/x/model/model.json'`. Left out, it is learned from the training rows.
   */
  readonly learned?: Prepared | undefined;
  /** A row that cannot be used ends the run, which names it; or it is left out and counted. */
  readonly onBadRow?: 'error' | 'skip';
}

export interface TargetOptions {
  /** Column to predict; several columns of numbers are one target of as many numbers. */
  readonly target: string | readonly string[];
  /** Whether the target is a class or a number; left out: words are classes, numbers are numbers. */
  readonly task?: 'classification' | 'regression';
  /** Column that says what a sample counts for in the loss and in `weightedMetrics`; 0 and more. */
  readonly sampleWeight?: string;
}

export interface TableOptions extends SplitOptions, TargetOptions {
  /** Columns that feed the model; left out: all but the target. */
  readonly inputs?: readonly string[];
  /** Columns whose numbers are names (a postcode, a month). */
  readonly categories?: readonly string[];
  /**
   * How numbers are scaled: `standard` subtracts the mean of the training rows and divides by their standard
   * deviation; a number is multiplied with. Left out: `standard`.
   */
  readonly scale?: 'standard' | number;
}

export interface CsvOptions extends TableOptions {
  /** Left out: a tab for `.tsv`, else a comma. */
  readonly delimiter?: string;
}

export interface ImageOptions extends SplitOptions {
  /** `[height, width]`, in pixels; pictures of another size are scaled. */
  readonly size: readonly [number, number];
  /** 1: grey, 3: red, green and blue. Left out: 3. */
  readonly channels?: 1 | 3;
  /** Where the source is a table (CSV, JSON, Parquet, TFRecord): its column of pictures, or of their paths. */
  readonly image?: string;
  /** The table's column of labels. */
  readonly target?: string;
  /** `regression`: the table's labels are numbers to predict. Left out: they are classes, numbers too. */
  readonly task?: 'classification' | 'regression';
  /** The table's column that says what a sample counts for in the loss and in `weightedMetrics`; 0 and more. */
  readonly sampleWeight?: string;
}

export interface TokenOptions {
  /** Size of the vocabulary, with padding (0) and the unknown token (1). Left out: 20,000. */
  readonly tokens?: number;
  /** Tokens that a text is cut or padded to. Left out: 200. */
  readonly length?: number;
  /**
   * What a token is. Words and characters are those of Keras's `TextVectorization`; bytes need no vocabulary (ids 2 to
   * 257). Left out: words.
   */
  readonly unit?: 'words' | 'characters' | 'bytes';
  /** Path of a `tokenizer.json`, as Hugging Face's tokenizers write it, in the place of units that are learned. */
  readonly tokenizer?: string;
}

export interface TextOptions extends SplitOptions, TargetOptions, TokenOptions {
  /** Column or field that holds the text. */
  readonly text: string;
  /** Most words in a token: 2 has pairs of words beside single ones. Left out: 1. */
  readonly ngrams?: number;
}

export interface LinesOptions extends SplitOptions, TokenOptions {}

export interface ArrayOptions extends SplitOptions {
  /** Arrays that feed the model, each `[samples, ...shape]`. */
  readonly inputs: readonly string[];
  readonly target: string;
  readonly task?: 'classification' | 'regression';
  /** Array `[samples]` that says what a sample counts for in the loss and in `weightedMetrics`. */
  readonly sampleWeight?: string;
  /** What the numbers of the inputs are multiplied with. Left out: 1. */
  readonly scale?: number;
}

/** What a user's own source needs of Lockstep. */
export interface RecordsContext {
  /** Folder given by `--data-dir`. */
  readonly dataDir?: string;
  readonly signal?: AbortSignal;
}

/** One sample: numbers, or nested arrays or typed arrays of them; equal shapes in all samples. */
export interface UserRecord {
  readonly x: unknown;
  readonly y: unknown;
  /** What the sample counts for in the loss and in `weightedMetrics`; in all samples or in none. */
  readonly weight?: number;
}

/** What `files` sources say; the paths are relative to `--data-dir`, or to the folder that the run is started in. */
export type FileLoader =
  | { readonly kind: 'csv'; readonly path: string; readonly options: CsvOptions }
  | { readonly kind: 'json'; readonly path: string; readonly options: TableOptions }
  | { readonly kind: 'parquet'; readonly path: string; readonly options: TableOptions }
  | { readonly kind: 'tfrecord'; readonly path: string; readonly options: TableOptions }
  | { readonly kind: 'images'; readonly path: string; readonly options: ImageOptions }
  | { readonly kind: 'text'; readonly path: string; readonly options: TextOptions }
  | { readonly kind: 'lines'; readonly path: string; readonly options: LinesOptions }
  | { readonly kind: 'npz'; readonly path: string; readonly options: ArrayOptions }
  | {
      readonly kind: 'records';
      readonly make: (context: RecordsContext) => AsyncIterable<UserRecord>;
      readonly options: SplitOptions & { readonly task?: 'classification' | 'regression' };
    };
