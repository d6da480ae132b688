import type { FileLoader } from './file-options.ts';

/**
 * Data as Lockstep sees it: a split is a table of fixed-size records, held column by column.
 * A job says which columns become which model inputs and targets, and how they are encoded.
 */

export type ColumnType = 'uint8' | 'int32' | 'float32';
export type ColumnArray = Uint8Array | Int32Array | Float32Array;

/** One column of `length` records; `values` holds `length * product(shape)` numbers, row-major. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Shape of one record's value; `[]` is a scalar. */
  readonly shape: readonly number[];
  readonly values: ColumnArray;
}

export interface Split {
  readonly length: number;
  readonly columns: readonly Column[];
}

/** The splits of a data set; what is not for training is held out. */
export type SplitName = 'train' | HeldOut;
export type HeldOut = 'validation' | 'test';

export interface Dataset {
  readonly name: string;
  /** Where it came from, in words for a person ("MNIST from /data/mnist", "built-in drawn digits"). */
  readonly provenance: string;
  /** True when generated data stands in for the real set; the terminal says so. */
  readonly substitute: boolean;
  readonly train: Split;
  /**
   * What is looked at after each epoch: `val_...`, and all that callbacks watch. Where it is left out, that is the test
   * split; where it is there, the test split is evaluated once, at the end.
   */
  readonly validation?: Split | undefined;
  readonly test: Split;
  /** Names of the classes, where the labels are classes. */
  readonly classes?: readonly string[];
}

/**
 * How a column becomes a tensor of the model:
 * - `scale`: float32, each number times `scale`
 * - `oneHot`: float32 one-hot of an integer scalar, `depth` wide
 * - `ids`: int32 as they are (token ids, sparse labels)
 * - `byClass`: float32, the weight of the class that an integer scalar names; only for a weight of samples
 */
export type Encoding =
  | { readonly kind: 'scale'; readonly scale: number }
  | { readonly kind: 'oneHot'; readonly depth: number }
  | { readonly kind: 'ids' }
  | { readonly kind: 'byClass'; readonly weights: readonly number[] };

/** One model input or target: shape is that of one sample, after encoding. */
export interface Feature {
  readonly name: string;
  readonly column: string;
  readonly shape: readonly number[];
  readonly encoding: Encoding;
}

/** What a loader may use: folders to look in, the cache, a way to report progress, and when to stop. */
export interface LoadContext {
  /** Folder given by the user (`--data-dir`); loaders look nowhere else when it is set. */
  readonly dataDir?: string;
  /** Per-user cache folder for downloads. */
  readonly cacheDir: string;
  /**
   * Folder of packs; left out, they are in the cache. Where it is an address (`s3://bucket/path`), they are there too once a
   * run begins.
   */
  readonly packsDir?: string | undefined;
  /** False where nothing may be fetched from the network. */
  readonly allowDownload: boolean;
  /** Called with bytes or records done of a total, for a progress bar. */
  readonly onProgress?: (label: string, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** A data set a job trains on, and how its records feed the model. */
export interface DataSource {
  readonly name: string;
  readonly inputs: readonly Feature[];
  readonly targets: readonly Feature[];
  /**
   * What each sample counts for in the loss and in `weightedMetrics`, one number a sample: one for all outputs, or one
   * an output. Weights of classes (`byClass`) count in training alone.
   */
  readonly weights?: readonly Feature[] | undefined;
  /** Which loader of the coordinator reads it, and that loader's options. */
  readonly loader: LoaderSpec;
  /** Names of the classes, once a user's own data has been read. */
  readonly classes?: readonly string[];
}

/** What a model may ask of its data: the shapes of its inputs and targets, and the classes. */
export interface DataShape {
  readonly inputs: readonly Feature[];
  readonly targets: readonly Feature[];
  /** Empty where the targets are not classes that the data names. */
  readonly classes: readonly string[];
}

/** A built-in loader by name, or the user's own function (runs on the coordinator only). */
export type LoaderSpec =
  | {
      readonly kind: 'mnist';
      readonly flavour: 'mnist' | 'fashion-mnist';
      readonly pairs?: boolean;
      readonly validation?: number;
    }
  | {
      readonly kind: 'imdb';
      readonly numWords: number;
      readonly maxLen: number;
      readonly validation?: number;
    }
  | FileLoader
  | { readonly kind: 'custom'; readonly load: (context: LoadContext) => Promise<Dataset> };

/** Encoded samples, ready for the model; arrays lie in shared memory so that threads pass them free. */
export interface Batch {
  /** Number of samples. */
  readonly size: number;
  /** One array a feature of `DataSource.inputs`, `size * product(shape)` numbers each. */
  readonly inputs: readonly (Float32Array | Int32Array)[];
  /** One array a feature of `DataSource.targets`. */
  readonly targets: readonly (Float32Array | Int32Array)[];
  /** One array a feature of `DataSource.weights`, `size` numbers each; left out, all of them are 1. */
  readonly weights?: readonly (Float32Array | Int32Array)[];
}

/** All features that a batch has, in the order of its arrays: inputs, targets, weights. */
export function featuresOf({
  inputs,
  targets,
  weights = [],
}: Pick<DataSource, 'inputs' | 'targets' | 'weights'>): readonly Feature[] {
  return [...inputs, ...targets, ...weights];
}
