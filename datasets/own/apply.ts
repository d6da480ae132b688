/** What was learned of a user's own data, applied to what a user asks a trained model about. */
import type { Prepared, TableColumn } from '../../api/prepared.ts';
import { LockstepError } from '../../base/errors.ts';
import { csvRows } from '../formats/csv.ts';
import { jsonRows } from '../formats/json.ts';
import { BadRow, expectText, memorySource, type Row, wholeRow } from '../formats/rows.ts';
import { nameOf } from '../preparation/cells.ts';
import { pixelsOf } from '../preparation/picture.ts';
import { encodeRow, tableWidth } from '../preparation/table-encoding.ts';
import { padded, tokensOf } from '../preparation/vocabulary.ts';

/** One question: its numbers as the model's input has them, and the words to show it with. */
export interface Asked {
  readonly values: Float32Array | Int32Array;
  readonly shown: string;
}

/**
 * Rows of CSV (under a line of names) or JSON, a picture, or texts by lines, made into inputs of the model.
 * `undefined` for arrays, of which nothing was learned.
 * @throws LockstepError BAD_DATA for what is none of these, or has values that no training row had
 */
export async function askedOf(
  { raw, inputs }: Prepared,
  content: Buffer,
  most: number,
): Promise<Asked[] | undefined> {
  switch (raw.kind) {
    case 'table':
      return await rowsAsked(raw.columns, content, most);
    case 'images': {
      const pixels = await pixelsOf(content, { size: raw.size, channels: raw.channels === 1 ? 1 : 3 });
      const { encoding } = inputs[0]!;
      const scale = encoding.kind === 'scale' ? encoding.scale : 1;
      return [{ values: Float32Array.from(pixels, (level) => level * scale), shown: '' }];
    }
    case 'text': {
      const tokensIn = await tokensOf(raw);
      const lines = content
        .toString()
        .replace(/^\ufeff/, '')
        .split(/\r?\n/);
      for (const [i, line] of lines.entries()) expectText(line, `line ${i + 1} of the input`);
      const texts = lines.filter((line) => line.trim() !== '').slice(0, most);
      return texts.map((line) => ({ values: padded(tokensIn(line), raw.length), shown: line }));
    }
    case 'arrays':
      return undefined;
  }
}

async function rowsAsked(columns: readonly TableColumn[], content: Buffer, most: number): Promise<Asked[]> {
  const asked: Asked[] = [];
  for await (const row of tableOf(content)) {
    const values = new Float32Array(tableWidth(columns));
    encodeAsked(row, columns, values);
    asked.push({ values, shown: columns.map(({ name }) => `${name} ${nameOf(row.cells[name])}`).join(', ') });
    if (asked.length === most) break;
  }
  if (asked.length > 0) return asked;
  throw new LockstepError('BAD_DATA', 'the input has no row', {
    hint: `Give a line of names and a line of values: ${columns.map(({ name }) => name).join(',')}`,
  });
}

/** What helps with a row to train on, such as leaving it out, does not help whoever asks about it. */
function encodeAsked(row: Row, columns: readonly TableColumn[], values: Float32Array): void {
  try {
    encodeRow(wholeRow(row), columns, values, 0);
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    throw new BadRow(
      error.message,
      'Ask with the columns and the kinds of values that the model was trained on',
    );
  }
}

function tableOf(content: Buffer): AsyncIterable<Row> {
  const text = content.toString().trim();
  if (text.startsWith('[')) return jsonRows(memorySource('--input.json', Buffer.from(text)))();
  if (text.startsWith('{')) return jsonRows(memorySource('--input', Buffer.from(text)))();
  const [head = ''] = text.split('\n', 1);
  const delimiter = head.includes('\t') ? '\t' : head.includes(';') && !head.includes(',') ? ';' : ',';
  return csvRows(memorySource('--input', Buffer.from(text)), delimiter)();
}
