/** What `lockstep data` tells of a job's data, on the terminal and on its page. */

/** How many numbers lie in each of several bins of one width. */
export interface Histogram {
  /** Where the first bin begins. */
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** What the cells of a column are, as the files have them. */
export interface ColumnFacts {
  readonly name: string;
  readonly use: 'input' | 'target' | 'weight' | 'not used';
  readonly cells: number;
  /** Cells that hold nothing, and where the first of them stands. */
  readonly missing: number;
  readonly firstMissing?: string;
  /** Cells that say a number (or arrays of them), a word, or something else: a list, an object, a picture's bytes. */
  readonly numbers: number;
  readonly words: number;
  readonly others: number;
  /** The first word among numbers, and where it stands. */
  readonly firstWord?: string;
  /** Of the numbers; of words their lengths in characters. */
  readonly range?: { readonly min: number; readonly max: number; readonly mean: number };
  readonly histogram?: Histogram;
  /** The most frequent words, each with its count; empty where nearly all of them differ. */
  readonly names: readonly (readonly [name: string, count: number])[];
  /** Different words; undefined where they are too many to be counted. */
  readonly different?: number;
}

/** Rows that cannot be used. */
export interface FaultFacts {
  /** Whether they are left out, or end a run. */
  readonly isLeftOut: boolean;
  readonly total: number;
  /** What is wrong with the first of them: file, line and column. */
  readonly first: readonly string[];
  /** What ends the reading, where something does. */
  readonly end?: string;
}

/** What a sample shows of one input: a picture, or words and numbers. */
export interface PartFacts {
  readonly name: string;
  readonly text?: string;
  /** A PNG as a data URL, and its size in pixels. */
  readonly picture?: { readonly url: string; readonly width: number; readonly height: number };
}

export interface SampleFacts {
  readonly label?: string;
  readonly parts: readonly PartFacts[];
  /** The same as the first epoch has it. */
  readonly augmented?: readonly PartFacts[];
}

export interface DataPage {
  readonly job: string;
  readonly provenance: string;
  /** By what the samples are for. */
  readonly splits: readonly { readonly use: string; readonly samples: number }[];
  /** What the model gets: each feature in words. */
  readonly features: readonly string[];
  readonly columns: readonly ColumnFacts[];
  /** How many samples of each split a class has, in the order of `splits`. */
  readonly classes: readonly { readonly name: string; readonly counts: readonly number[] }[];
  readonly faults?: FaultFacts;
  /** How a batch is made, in words. */
  readonly batch: readonly string[];
  readonly samples: readonly SampleFacts[];
}
