import type { LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import { BadRow, type Row } from '../formats/rows.ts';
import { isMissing } from '../preparation/cells.ts';
import { targetOf } from '../preparation/table-encoding.ts';
import { TableLearner } from '../preparation/table-learner.ts';
import { padded, tokensOf, unitsOf } from '../preparation/vocabulary.ts';
import { tableRows } from './rows.ts';
import { type OwnSource, targetIn } from './source.ts';
import { targetColumn, targetValues } from './target.ts';
import { DEFAULT_LENGTH, specOf, TOKENS, vocabularyOf } from './tokens.ts';
import { WEIGHT_FEATURES, weightColumns, weightValues } from './weight.ts';

/** Texts of a table, as ids of the words that the training rows have most. */
export function textSource(
  { path, options }: Extract<FileLoader, { kind: 'text' }>,
  context: LoadContext,
): OwnSource {
  const { text: field, length = DEFAULT_LENGTH, sampleWeight, ngrams } = options;
  const used = [field, options.target, sampleWeight ?? []].flat();
  return {
    open: (given) => tableRows(given, context, undefined, undefined, used),
    async learn(rows) {
      const spec = { ...(await specOf(options, context)), ...(ngrams !== undefined && { ngrams }) };
      // The target is learned like a table's; the text is no column of it.
      const learner = new TableLearner({ target: options.target, task: options.task, inputs: [] }, path);
      const vocabulary = await vocabularyOf(spec, options, (take) =>
        rows.learn((row) => {
          const said = textOf(row, field);
          learner.take(row);
          take(unitsOf(said, spec));
        }),
      );
      return {
        inputs: [{ name: TOKENS, column: TOKENS, shape: [length], encoding: { kind: 'ids' } }],
        targets: [],
        ...(sampleWeight !== undefined && { weights: WEIGHT_FEATURES }),
        raw: { kind: 'text', field, length, vocabulary, ...spec },
        target: learner.target(),
      };
    },
    async encoder(prepared) {
      if (prepared.raw.kind !== 'text') throw new TypeError('this is no vocabulary');
      const tokensIn = await tokensOf(prepared.raw);
      const target = targetIn(prepared);
      return {
        columns: [
          { name: TOKENS, type: 'int32', shape: [length] },
          targetColumn(target),
          ...weightColumns(sampleWeight),
        ],
        encode(row) {
          const [said, wanted] = [textOf(row, field), targetOf(row, target)];
          return [
            padded(tokensIn(said), length),
            targetValues(target, wanted),
            ...weightValues(row, sampleWeight),
          ];
        },
      };
    },
  };
}

function textOf({ at, cells }: Row, field: string): string {
  const cell = cells[field];
  if (typeof cell === 'string' && !isMissing(cell)) return cell;
  const there = Object.keys(cells).join(', ');
  if (!Object.hasOwn(cells, field)) throw new BadRow(`${at} has no ${field}`, `It has: ${there}`);
  throw new BadRow(`${at}: ${field} is not a text`);
}
