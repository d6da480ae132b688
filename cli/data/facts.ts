/** What a job's data is, gathered for the terminal and the page. */
import type { Feature } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import type { Prepared } from '../../api/prepared.ts';
import { Augmenter } from '../../datasets/augmentation/augmenter.ts';
import { mixupIn } from '../../datasets/augmentation/check.ts';
import { decodeRecords, splitOf } from '../../datasets/decode.ts';
import { makeEncoder } from '../../datasets/encode.ts';
import { ColumnCounter } from '../../datasets/preparation/column-facts.ts';
import { bytesInMemory, columnWidth, type Records, type RunData } from '../../datasets/records.ts';
import { epochOrder } from '../../datasets/sampling.ts';
import type { ColumnFacts, DataPage } from '../../proto/data-page.ts';
import { formatValue } from '../terminal/progress.ts';

/** Weights of classes that are shown. */
const MOST_NUMBERS = 12;
/** Samples whose numbers stand for all. */
const COUNTED = 500;
/** Numbers of them that are counted at most. */
const MOST_COUNTED = 1_000_000;

/** The splits, each with what it is for. */
export function splitsOf({ train, validation, test }: RunData): [use: string, records: Records][] {
  const validated: [string, Records][] = validation ? [['to validate', validation]] : [];
  return [['to train on', train], ...validated, ['to test', test]];
}

/** The data set in one line. */
export function provenanceOf(dataset: RunData): string {
  const megabytes = splitsOf(dataset).reduce((sum, [, { info }]) => sum + bytesInMemory(info), 0) / 1e6;
  const substitute = dataset.substitute ? ' - generated, in the place of the real set' : '';
  return `${dataset.provenance}${substitute}, ${megabytes.toFixed(1)} MB in memory`;
}

/** The features of the model in words, and what was learned of the training rows. */
export function featureLines({ data }: Job, dataset: RunData, prepared: Prepared | undefined): string[] {
  const { columns } = dataset.train.info;
  const about = (kind: string) => (one: Feature) => {
    const { type, min, max } = columns?.find(({ name }) => name === one.column) ?? {};
    const shape = `[${['batch', ...one.shape].join(', ')}]`;
    return `${kind} ${one.name} ${shape}: ${type}, ${formatValue(min ?? 0)} to ${formatValue(max ?? 0)}, ${wordsOf(one)}`;
  };
  const lines = [
    ...data.inputs.map(about('input ')),
    ...data.targets.map(about('target')),
    ...(data.weights ?? []).map(about('weight')),
  ];
  if (prepared?.raw.kind === 'table') {
    for (const column of prepared.raw.columns) {
      lines.push(
        column.kind === 'number'
          ? `column ${column.name}: (value - ${formatValue(column.mean)}) times ${formatValue(column.factor)}`
          : `column ${column.name}: a number for each of ${column.categories.length} categories`,
      );
    }
  }
  if (prepared?.raw.kind === 'text') {
    const { vocabulary, length } = prepared.raw;
    const some = vocabulary.slice(2, 12).join(' ');
    lines.push(`vocabulary of ${vocabulary.length} tokens, ${length} to a text: ${some} ...`);
  }
  return lines;
}

function wordsOf({ encoding }: Feature): string {
  switch (encoding.kind) {
    case 'scale':
      return encoding.scale === 1 ? 'as it is' : `times ${formatValue(encoding.scale)}`;
    case 'oneHot':
      return `one-hot of ${encoding.depth} classes`;
    case 'ids':
      return 'ids';
    case 'byClass':
      return `what each class counts for: ${encoding.weights.slice(0, MOST_NUMBERS).map(formatValue).join(' ')}`;
  }
}

/** How many samples of each class the splits have. */
export function classFacts({ data: { targets } }: Job, dataset: RunData): DataPage['classes'] {
  const [target] = targets;
  const { classes = [] } = dataset;
  if (targets.length !== 1 || !target) return [];
  return classes.map((name, label) => ({
    name,
    counts: splitsOf(dataset).map(([, { counts }]) => counts[target.column]?.[label] ?? 0),
  }));
}

/** What the numbers of the model's inputs are, before they are encoded, by the first training samples. */
export async function inputFacts({ data }: Job, { train }: RunData): Promise<ColumnFacts[]> {
  const sizes = data.inputs.map(columnWidth);
  const most = Math.max(1, Math.floor(MOST_COUNTED / sizes.reduce((sum, size) => sum + size, 0)));
  const length = Math.min(COUNTED, most, train.info.length);
  const split = await splitOf(
    train,
    Uint32Array.from({ length }, (_, i) => i),
  );
  const names = [...new Set(data.inputs.map(({ column }) => column))];
  return split.columns
    .filter(({ name }) => names.includes(name))
    .map(({ name, values }) => {
      const counter = new ColumnCounter(name);
      for (let i = 0; i < values.length; i++) counter.take(values[i], '');
      return { ...counter.result('input'), name: `${name} of ${length} samples`, names: [] };
    });
}

/** How long a batch takes to be made, part by part, by one core. A first one has warmed all of it up. */
export async function batchLines(
  { data, augment = [], batchSize, seed }: Job,
  { train }: RunData,
): Promise<string[]> {
  const { info } = train;
  const size = Math.min(batchSize, info.length);
  const numbers = epochOrder(seed, 0, info.length).slice(0, size);
  // Where samples are mixed, as many others are wanted.
  const wanted = mixupIn(augment) === undefined ? numbers : Uint32Array.from([...numbers, ...numbers]);
  const encode = makeEncoder(data, (await splitOf(train, wanted)).columns, wanted.length);
  const augmenter = new Augmenter(augment, data, seed);
  const make = async () => {
    const start = performance.now();
    const pieces: Uint8Array[] = [];
    for await (const piece of train.read(wanted)) pieces.push(piece);
    const read = performance.now();
    const split = await decodeRecords(pieces, info, wanted.length);
    const held = encode(split, [...wanted.keys()]);
    const decoded = performance.now();
    augmenter.apply(held.batch, 0, wanted);
    held.release();
    return { reading: read - start, decoding: decoded - read, augmenting: performance.now() - decoded };
  };
  await make();
  const { reading, decoding, augmenting } = await make();
  const parts = [`${reading.toFixed(2)} to read`, `${decoding.toFixed(2)} to decode`];
  if (augment.length > 0) parts.push(`${augmenting.toFixed(2)} to augment`);
  const total = reading + decoding + augmenting;
  const rate = (1000 * size) / total;
  return [
    `A batch of ${size} samples takes ${total.toFixed(2)} ms to make: ${parts.join(', ')}.`,
    `One core makes ${rate >= 100 ? rate.toFixed(0) : rate.toFixed(1)} samples a second.`,
  ];
}
