import { join } from 'node:path';
import { bundleJob } from '../../api/bundle.ts';
import type { Batch, Feature, Split } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import { loadJob } from '../../api/load.ts';
import type { Prepared } from '../../api/prepared.ts';
import { Augmenter } from '../../datasets/augmentation/augmenter.ts';
import { partnersOf } from '../../datasets/augmentation/chance.ts';
import { mixupIn } from '../../datasets/augmentation/check.ts';
import { splitOf } from '../../datasets/decode.ts';
import { makeEncoder } from '../../datasets/encode.ts';
import { loadJobData } from '../../datasets/load.ts';
import { bytesInMemory, columnWidth, type Records, type RunData } from '../../datasets/records.ts';
import { cacheDir } from '../flags.ts';
import { drawImage, SIDE } from '../input/predict-image.ts';
import { formatValue } from '../terminal/progress.ts';
import { Terminal } from '../terminal/terminal.ts';

export interface DataFlags {
  dataDir?: string;
  download: boolean;
  samples: number;
}

const BAR_WIDTH = 30;
/** More classes than a screen has lines are summed up. */
const MOST_CLASSES = 30;
/** Numbers of a sample that are shown. */
const MOST_NUMBERS = 12;

/** `lockstep data`: what a job will see, before it trains. Everything that loading can find wrong is found here. */
export async function describeData(name: string, flags: DataFlags, signal: AbortSignal): Promise<void> {
  const terminal = new Terminal();
  const onProgress = (label: string, done: number, total: number) =>
    terminal.show(`${label}: ${Math.round((100 * done) / Math.max(1, total))} %`);
  const { job, dataset, prepared } = await loadJobData(loadJob((await bundleJob(name)).source), {
    ...(flags.dataDir !== undefined && { dataDir: flags.dataDir }),
    cacheDir: join(cacheDir(), 'datasets'),
    allowDownload: flags.download,
    onProgress,
    signal,
  });
  try {
    terminal.clear();
    for (const line of aboutData(job, dataset, prepared)) terminal.print(line);
    for (const line of await aboutBatch(job, dataset)) terminal.print(line);
    for (const line of await aboutSamples(job, dataset, prepared, flags.samples)) terminal.print(line);
  } finally {
    await dataset.close();
  }
}

function aboutData({ data }: Job, dataset: RunData, prepared: Prepared | undefined): string[] {
  const train = dataset.train.info;
  const splits = splitsOf(dataset);
  const megabytes = splits.reduce((sum, [, { info }]) => sum + bytesInMemory(info), 0) / 1e6;
  const counts = splits.map(([use, { info }]) => `${info.length} ${use}`).join(', ');
  const lines = [
    `${dataset.provenance}${dataset.substitute ? ' - generated, in the place of the real set' : ''}`,
    `${counts}: ${megabytes.toFixed(1)} MB in memory`,
    '',
  ];
  const feature = (kind: string) => (one: Feature) => {
    const column = train.columns?.find(({ name }) => name === one.column);
    const { type, min, max } = column ?? {};
    const shape = `[${['batch', ...one.shape].join(', ')}]`;
    return `  ${kind} ${one.name} ${shape}: ${type}, ${formatValue(min ?? 0)} to ${formatValue(max ?? 0)}, ${wordsOf(one)}`;
  };
  lines.push(
    ...data.inputs.map(feature('input ')),
    ...data.targets.map(feature('target')),
    ...(data.weights ?? []).map(feature('weight')),
  );
  if (prepared?.raw.kind === 'table') {
    lines.push('', 'Columns of the table:');
    for (const column of prepared.raw.columns) {
      const said =
        column.kind === 'number'
          ? `number, mean ${formatValue(column.mean)}, multiplied by ${formatValue(column.factor)}`
          : `${column.categories.length} categories: ${column.categories.slice(0, 6).join(', ')}${column.categories.length > 6 ? ', ...' : ''}`;
      lines.push(`  ${column.name}: ${said}`);
    }
  }
  if (prepared?.raw.kind === 'text') {
    const { vocabulary, length } = prepared.raw;
    lines.push(
      '',
      `Vocabulary of ${vocabulary.length} tokens, ${length} to a text: ${vocabulary.slice(2, 12).join(' ')} ...`,
    );
  }
  return [...lines, ...aboutClasses(data.targets, dataset)];
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

/** The splits, each with what it is for. */
function splitsOf({ train, validation, test }: RunData): [use: string, records: Records][] {
  const validated: [string, Records][] = validation ? [['to validate', validation]] : [];
  return [['samples to train on', train], ...validated, ['to test', test]];
}

/** How many samples each class has, in all splits. */
function aboutClasses(targets: readonly Feature[], dataset: RunData): string[] {
  const [target] = targets;
  const { classes = [] } = dataset;
  if (targets.length !== 1 || !target || classes.length === 0) return [];
  const countsOf = ({ counts }: Records) => classes.map((_, label) => counts[target.column]?.[label] ?? 0);
  const counts = splitsOf(dataset).map(([, records]) => countsOf(records));
  const trained = counts[0]!;
  const most = Math.max(...trained);
  const wide = Math.max(...classes.map(({ length }) => length));
  const lines = classes.slice(0, MOST_CLASSES).map((name, i) => {
    const bar = '█'.repeat(Math.round((BAR_WIDTH * trained[i]!) / Math.max(1, most))).padEnd(BAR_WIDTH);
    return `  ${name.padStart(wide)} ${bar} ${counts.map((split) => split[i]).join(' + ')}`;
  });
  const least = Math.min(...trained);
  const balance =
    least > 0
      ? `the largest has ${(most / least).toFixed(1)} times as many as the smallest`
      : 'one has no training sample';
  return ['', `${classes.length} classes; ${balance}:`, ...lines];
}

/** How long a batch takes to be made, by itself. */
async function aboutBatch({ data, batchSize }: Job, { train }: RunData): Promise<string[]> {
  const size = Math.min(batchSize, train.info.length);
  const records = Uint32Array.from({ length: size }, (_, i) => i);
  const split = await splitOf(train, records);
  const encode = makeEncoder(data, split.columns, size);
  encode(split, records).release();
  const start = performance.now();
  encode(await splitOf(train, records), records).release();
  return ['', `A batch of ${size} samples takes ${(performance.now() - start).toFixed(2)} ms to make.`];
}

async function aboutSamples(
  { data, augment = [], seed }: Job,
  { train: records, classes = [] }: RunData,
  prepared: Prepared | undefined,
  count: number,
): Promise<string[]> {
  if (count === 0) return [];
  const shown = Math.min(count, records.info.length);
  const numbers = Uint32Array.from({ length: shown }, (_, i) => i);
  const train = await splitOf(records, numbers);
  const { batch } = makeEncoder(data, train.columns, shown)(train, numbers);
  const lines = ['', `The first ${shown} training samples:`];
  for (let sample = 0; sample < shown; sample++) {
    lines.push(...oneSample(sample, batch, data.inputs, prepared));
    const label = data.targets.length === 1 ? labelOf(train, data.targets[0]!, sample, classes) : undefined;
    if (label !== undefined) lines.push(`  -> ${label}`);
  }
  if (augment.length === 0) return lines;
  const mixup = mixupIn(augment);
  const { length } = records.info;
  const others = mixup === undefined ? [] : partnersOf(seed, 0, numbers, length, mixup);
  const wanted = Uint32Array.from([...numbers, ...others]);
  const split = await splitOf(records, wanted);
  const augmented = makeEncoder(data, split.columns, wanted.length)(split, [...wanted.keys()]).batch;
  const start = performance.now();
  new Augmenter(augment, data, seed).apply(augmented, 0, wanted);
  const ms = ((performance.now() - start) / shown).toFixed(2);
  lines.push('', `The same as the first epoch has them, augmented in ${ms} ms each:`);
  for (let sample = 0; sample < shown; sample++)
    lines.push(...oneSample(sample, augmented, data.inputs, prepared));
  return lines;
}

function oneSample(
  sample: number,
  batch: Batch,
  inputs: readonly Feature[],
  prepared: Prepared | undefined,
): string[] {
  return inputs.flatMap((input, i) => {
    const width = columnWidth(input);
    const values = batch.inputs[i]!.subarray(sample * width, (sample + 1) * width);
    if (prepared?.raw.kind === 'text') {
      const { vocabulary, unit = 'words' } = prepared.raw;
      const words = Array.from(values, (id) => vocabulary[id] ?? '?').filter((word) => word !== '');
      const [most, between] = unit === 'words' ? [24, ' '] : [120, ''];
      return [`  ${words.slice(0, most).join(between)}${words.length > most ? ' ...' : ''}`];
    }
    if (width === SIDE * SIDE && values instanceof Float32Array) return drawImage(values);
    const numbers = Array.from(values.subarray(0, MOST_NUMBERS), formatValue).join(' ');
    return [`  ${input.name}: ${numbers}${width > MOST_NUMBERS ? ` ... (${width} numbers)` : ''}`];
  });
}

function labelOf(
  train: Split,
  target: Feature,
  sample: number,
  classes: readonly string[],
): string | undefined {
  const column = train.columns.find(({ name }) => name === target.column);
  if (!column || columnWidth(column) !== 1) return undefined;
  const value = column.values[sample]!;
  return `${target.name}: ${classes[value] ?? formatValue(value)}`;
}
