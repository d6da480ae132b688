import type { Dataset, LoadContext, SplitName } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import type { Job } from '../../api/job.ts';
import type { Prepared, TableColumn, Target } from '../../api/prepared.ts';
import { LockstepError } from '../../base/errors.ts';
import { encodeRow, TableLearner, tableWidth, targetOf } from '../preparation/table.ts';
import { ColumnBuilder } from './builder.ts';
import { findPath, rowsOf, SplitRows } from './rows-split.ts';
import type { Splits } from './split.ts';
import { targetColumn, targetFeature } from './target.ts';
import { WEIGHT_FEATURES, weightBuilders, weightOf } from './weight.ts';

type Loader = Extract<FileLoader, { kind: 'csv' | 'json' | 'parquet' }>;

/** A data set, and what was learned of it. */
export interface OwnData {
  readonly dataset: Dataset;
  readonly prepared: Prepared;
}

const FEATURES = 'features';

/** A table: read twice (three times where a share of it is the test), one row in memory at a time. */
export async function loadTable(
  { kind, path, options }: Loader,
  context: LoadContext,
  job: Job,
  learned?: Prepared,
): Promise<OwnData> {
  const { signal } = context;
  const delimiter = 'delimiter' in options ? options.delimiter : undefined;
  const open = (name: string) => rowsOf(findPath(name, context), kind, delimiter);
  const rows = await SplitRows.open(open(path), options, open, signal);

  const { columns, target } = known(learned) ?? (await learn(rows, options, signal));
  const width = tableWidth(columns);
  const prepared: Prepared = {
    inputs: [{ name: FEATURES, column: FEATURES, shape: [width], encoding: { kind: 'scale', scale: 1 } }],
    targets: [targetFeature(target, job)],
    ...(options.sampleWeight !== undefined && { weights: WEIGHT_FEATURES }),
    raw: { kind: 'table', columns },
    target,
  };
  const splits = await rows.encode(
    () =>
      [
        new ColumnBuilder(FEATURES, 'float32', [width]),
        targetColumn(target),
        ...weightBuilders(options.sampleWeight),
      ] as const,
    (row, [features, targets, weights]) => {
      const [wanted, weight] = [targetOf(row, target), weightOf(row, options.sampleWeight)];
      const numbers = features.next();
      try {
        encodeRow(row, columns, numbers, 0);
      } catch (error) {
        features.drop();
        throw error;
      }
      targets.next().set(wanted);
      weights?.next().set([weight]);
    },
    signal,
  );
  return { dataset: { ...about(path, rows, splits, target), ...splits }, prepared };
}

function known(
  learned: Prepared | undefined,
): { columns: readonly TableColumn[]; target: Target } | undefined {
  if (learned?.raw.kind !== 'table' || !learned.target) return undefined;
  return { columns: learned.raw.columns, target: learned.target };
}

async function learn(rows: SplitRows, options: Loader['options'], signal: AbortSignal | undefined) {
  const learner = new TableLearner(options);
  await rows.each('train', (row) => learner.take(row), signal);
  return learner.result();
}

/** What is said of a data set of a user's own. @throws LockstepError BAD_DATA when no row is left to train on */
export function about(
  path: string,
  { skipped, firstSkipped }: Pick<SplitRows, 'skipped' | 'firstSkipped'>,
  { train, validation, test }: Splits,
  target: Target | undefined,
): Omit<Dataset, SplitName> {
  if (train.length === 0) {
    throw new LockstepError('BAD_DATA', `${path} has no row to train on`, {
      ...(firstSkipped !== undefined && { hint: `The first row that was left out: ${firstSkipped}` }),
    });
  }
  const left = skipped.train + skipped.validation + skipped.test;
  const note = left > 0 ? `; ${left} left out, the first: ${firstSkipped}` : '';
  const validated = validation ? `${validation.length} to validate, ` : '';
  return {
    name: path,
    provenance: `${path} (${train.length} rows to train on, ${validated}${test.length} to test${note})`,
    substitute: false,
    ...(target?.kind === 'classes' && { classes: target.classes }),
  };
}
