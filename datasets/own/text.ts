import type { LoadContext } from '../../api/data.ts';
import type { FileLoader, TextOptions } from '../../api/file-options.ts';
import type { Job } from '../../api/job.ts';
import type { Prepared, Target } from '../../api/prepared.ts';
import type { Row } from '../formats/rows.ts';
import { isMissing } from '../preparation/cells.ts';
import { BadRow, TableLearner, targetOf } from '../preparation/table.ts';
import { encodeText, idsOf, VocabularyLearner } from '../preparation/vocabulary.ts';
import { ColumnBuilder } from './builder.ts';
import { findPath, rowsOf, SplitRows } from './rows-split.ts';
import { about, type OwnData } from './table.ts';
import { targetColumn, targetFeature } from './target.ts';
import { WEIGHT_FEATURES, weightBuilders, weightOf } from './weight.ts';

const TOKENS = 'tokens';
const DEFAULT_VOCABULARY = 20_000;
const DEFAULT_LENGTH = 200;

/** Texts of a table, as ids of the words that the training rows have most. */
export async function loadText(
  { path, options }: Extract<FileLoader, { kind: 'text' }>,
  context: LoadContext,
  job: Job,
  learned?: Prepared,
): Promise<OwnData> {
  const { text: field, length = DEFAULT_LENGTH } = options;
  const { signal } = context;
  const open = (name: string) => rowsOf(findPath(name, context), undefined);
  const rows = await SplitRows.open(open(path), options, open, signal);

  const { vocabulary, target } = known(learned) ?? (await learn(rows, options, signal));
  const ids = idsOf(vocabulary);
  const prepared: Prepared = {
    inputs: [{ name: TOKENS, column: TOKENS, shape: [length], encoding: { kind: 'ids' } }],
    targets: [targetFeature(target, job)],
    ...(options.sampleWeight !== undefined && { weights: WEIGHT_FEATURES }),
    raw: { kind: 'text', field, length, vocabulary },
    target,
  };
  const splits = await rows.encode(
    () =>
      [
        new ColumnBuilder(TOKENS, 'int32', [length]),
        targetColumn(target),
        ...weightBuilders(options.sampleWeight),
      ] as const,
    (row, [tokens, targets, weights]) => {
      const [said, wanted] = [textOf(row, field), targetOf(row, target)];
      const weight = weightOf(row, options.sampleWeight);
      encodeText(said, ids, tokens.next());
      targets.next().set(wanted);
      weights?.next().set([weight]);
    },
    signal,
  );
  return { dataset: { ...about(path, rows, splits, target), ...splits }, prepared };
}

interface Learned {
  readonly vocabulary: readonly string[];
  readonly target: Target;
}

function known(learned: Prepared | undefined): Learned | undefined {
  if (learned?.raw.kind !== 'text' || !learned.target) return undefined;
  return { vocabulary: learned.raw.vocabulary, target: learned.target };
}

async function learn(
  rows: SplitRows,
  { text: field, tokens = DEFAULT_VOCABULARY, target, task }: TextOptions,
  signal: AbortSignal | undefined,
): Promise<Learned> {
  const words = new VocabularyLearner();
  // The target is learned like a table's; the text is no column of it.
  const learner = new TableLearner({ target, task, inputs: [] });
  const take = (row: Row) => {
    const said = textOf(row, field);
    learner.take(row);
    words.take(said);
  };
  await rows.each('train', take, signal);
  return { vocabulary: words.result(tokens), target: learner.target() };
}

function textOf({ at, cells }: Row, field: string): string {
  const cell = cells[field];
  if (typeof cell === 'string' && !isMissing(cell)) return cell;
  const there = Object.keys(cells).join(', ');
  if (!Object.hasOwn(cells, field)) throw new BadRow(`${at} has no ${field}`, `It has: ${there}`);
  throw new BadRow(`${at}: ${field} is not a text`);
}
