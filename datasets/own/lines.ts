import type { LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import { numberedLines } from '../formats/lines.ts';
import { expectText, type Row, type Rows } from '../formats/rows.ts';
import { idsOf, padded, type TextSpec, tokensOf, UNKNOWN_ID, unitsOf } from '../preparation/vocabulary.ts';
import type { SourceFile } from '../sources/file.ts';
import { findFiles } from '../sources/find.ts';
import type { OwnSource } from './source.ts';
import { DEFAULT_LENGTH, specOf, TOKENS, vocabularyOf } from './tokens.ts';

const NEXT = 'next';
/** What a row holds: tokens of a part of a line, one more than a sample has. */
const PART = 'part';

/** Plain text by lines: each token is to be told from those before it. */
export function linesSource(
  { options }: Extract<FileLoader, { kind: 'lines' }>,
  context: LoadContext,
): OwnSource {
  const { length = DEFAULT_LENGTH } = options;
  // Words are as in `text`; letters and bytes as they stand.
  const specification = async (): Promise<TextSpec> => ({
    ...(await specOf(options, context)),
    ...(options.unit === 'characters' && { plain: true }),
  });
  return {
    async open(path) {
      const spec = await specification();
      const isLearned = spec.unit !== 'bytes' && spec.unit !== 'tokenizer';
      const tokensIn = isLearned
        ? (text: string) => unitsOf(text, spec)
        : await tokensOf({ ...spec, vocabulary: [] });
      const files = (await findFiles(path, context)).map((file) => partsOf(file, tokensIn, length));
      return async function* (signal) {
        for (const parts of files) yield* parts(signal);
      };
    },
    async learn(rows) {
      const spec = await specification();
      const vocabulary = await vocabularyOf(spec, options, (take) =>
        rows.learn(({ cells }) => take(cells[PART] as string[])),
      );
      const ids = { shape: [length], encoding: { kind: 'ids' } } as const;
      return {
        inputs: [{ name: TOKENS, column: TOKENS, ...ids }],
        targets: [{ name: NEXT, column: NEXT, ...ids }],
        raw: { kind: 'text', field: 'line', length, vocabulary, ...spec },
      };
    },
    encoder({ raw }) {
      if (raw.kind !== 'text') throw new TypeError('this is no vocabulary');
      const ids = idsOf(raw.vocabulary);
      const idOf = (token: unknown) =>
        typeof token === 'number' ? token : (ids.get(token as string) ?? UNKNOWN_ID);
      return {
        columns: [
          { name: TOKENS, type: 'int32', shape: [length] },
          { name: NEXT, type: 'int32', shape: [length] },
        ],
        encode({ cells }) {
          const part = (cells[PART] as unknown[]).map(idOf);
          return [padded(part.slice(0, -1), length), padded(part.slice(1), length)];
        },
      };
    },
  };
}

/** The parts of a file's lines, each of up to `length` tokens and the one behind them. */
function partsOf(file: SourceFile, tokensIn: (line: string) => (string | number)[], length: number): Rows {
  return async function* (signal) {
    for await (const { line, at } of numberedLines(file, signal)) {
      expectText(line, at);
      const tokens = tokensIn(line.trimEnd().replace(/^\ufeff/, ''));
      for (let start = 0; start < tokens.length - 1; start += length) {
        yield { at, cells: { [PART]: tokens.slice(start, start + length + 1) } } satisfies Row;
      }
    }
  };
}
