/** Sources of a user's own data. Each names its files; what they hold is learned by the coordinator when it loads them. */
import type { DataSource } from './data.ts';
import type {
  ArrayOptions,
  CsvOptions,
  FileLoader,
  ImageOptions,
  LinesOptions,
  RecordsContext,
  SplitOptions,
  TableOptions,
  TextOptions,
  UserRecord,
} from './file-options.ts';

/** Features are empty until the data has been read. */
function learned(name: string, loader: FileLoader): DataSource {
  return { name, inputs: [], targets: [], loader };
}

/** Rows of comma- or tab-separated values under a line of names. Input `features`: one number a column of numbers or a category. */
export function csv(path: string, options: CsvOptions): DataSource {
  return learned(path, { kind: 'csv', path, options });
}

/** One JSON object a line (`.jsonl`), or one array of objects (`.json`). */
export function json(path: string, options: TableOptions): DataSource {
  return learned(path, { kind: 'json', path, options });
}

/** Apache Parquet; columns of numbers, booleans and strings. */
export function parquet(path: string, options: TableOptions): DataSource {
  return learned(path, { kind: 'parquet', path, options });
}

/** TFRecord files of `tf.train.Example`, one value a feature. */
export function tfrecord(path: string, options: TableOptions): DataSource {
  return learned(path, { kind: 'tfrecord', path, options });
}

/**
 * JPEG, PNG or WebP: a folder with a folder a class, WebDataset archives (`.tar`), or a table of pictures and labels
 * (`image`, `target`). Input `image`: `[height, width, channels]`, 0 to 1.
 */
export function images(folder: string, options: ImageOptions): DataSource {
  return learned(folder, { kind: 'images', path: folder, options });
}

/** Texts of a CSV, JSON or Parquet file. Input `tokens`: int32 ids `[length]`, as Keras's `TextVectorization` gives them. */
export function text(path: string, options: TextOptions): DataSource {
  return learned(path, { kind: 'text', path, options });
}

/**
 * Plain text by lines, for a model of the next token: input `tokens` and target `next`, ids `[length]` each, of which the
 * target is one token ahead. A long line makes several samples; a short one is padded with 0, which `maskZero` of the
 * embedding takes out of the loss. Characters and bytes are as they are; words as in `text`.
 */
export function lines(path: string, options: LinesOptions = {}): DataSource {
  return learned(path, { kind: 'lines', path, options });
}

/** Arrays of NumPy's `.npz`. Inputs by their own names. */
export function npz(path: string, options: ArrayOptions): DataSource {
  return learned(path, { kind: 'npz', path, options });
}

/** A user's own samples, streamed. Input `x`, target `y`. */
export function records(
  make: (context: RecordsContext) => AsyncIterable<UserRecord>,
  options: SplitOptions & { task?: 'classification' | 'regression' } = {},
): DataSource {
  return learned('records', { kind: 'records', make, options });
}
