import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { LockstepError } from '../../base/errors.ts';

/** Longest line, and longest record of several lines, in bytes. */
const MAX_RECORD_BYTES = 16 * 1024 ** 2;
/** Most bytes that are looked at in one go. */
const BLOCK_BYTES = 1024 ** 2;
const [QUOTE, FEED, RETURN] = [0x22, 0x0a, 0x0d];

export interface CsvRecord {
  readonly cells: string[];
  /** Number of the line that it ends in, from 1. */
  readonly line: number;
}

/**
 * The records of a file of separated values (RFC 4180), in blocks. Lines up to the first quote are cut where a
 * delimiter stands, which is four times as fast as the parser; from there on the parser reads the file.
 * @throws LockstepError BAD_DATA for a line of more than 16 MiB, as soon as that much of it is read; csv-parse's CsvError
 */
export async function* csvRecords(
  name: string,
  file: Readable,
  delimiter: string,
): AsyncGenerator<readonly CsvRecord[]> {
  const pieces = blocksOf(file);
  let rest: Buffer = Buffer.alloc(0);
  let lines = 0;
  let newline: string | undefined;
  for (;;) {
    const { done, value } = await pieces.next();
    const bytes: Buffer = Buffer.concat([rest, value ?? rest.subarray(0, 0)]);
    newline ??= newlineIn(bytes, done ?? false);
    const quote = bytes.indexOf(QUOTE);
    const isPlain = quote < 0 && !(lines === 0 && isUtf16(bytes));
    const records: CsvRecord[] = [];
    const cut = (from: number, to: number) => {
      const line = bytes.toString('utf8', from, to);
      lines++;
      const cells = line.split(delimiter);
      for (let i = 0; i < cells.length; i++) cells[i] = cells[i]!.trim();
      if (cells.length > 1 || cells[0] !== '') records.push({ cells, line: lines });
    };
    let from = 0;
    if (newline !== undefined && (isPlain || quote > 0)) {
      for (let to = bytes.indexOf(newline); to >= 0; to = bytes.indexOf(newline, from)) {
        if (!isPlain && to > quote) break;
        cut(from, to);
        from = to + newline.length;
      }
    }
    rest = bytes.subarray(from);
    if (!isPlain) {
      yield records;
      const left = withoutLongLines(name, lines, whatIsLeft(rest, pieces));
      yield* parsed(afterLines(lines, newline ?? '', left), delimiter, newline);
      return;
    }
    if (rest.length > MAX_RECORD_BYTES) throw tooLong(name, lines + 1);
    if (done && rest.length > 0) cut(from, bytes.length);
    yield records;
    if (done) return;
  }
}

async function* parsed(
  bytes: AsyncIterable<Buffer>,
  delimiter: string,
  newline: string | undefined,
): AsyncGenerator<readonly CsvRecord[]> {
  const input = Readable.from(bytes, { objectMode: false });
  const parser = parse({
    delimiter,
    ...(newline !== undefined && { record_delimiter: newline }),
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>)
      yield [{ cells: record, line: info.lines }];
  } finally {
    input.destroy();
  }
}

/** What is left of a file, behind as many empty lines as were read of it: the parser counts them. */
async function* afterLines(
  lines: number,
  newline: string,
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  for (let left = lines; left > 0; left -= BLOCK_BYTES)
    yield Buffer.from(newline.repeat(Math.min(left, BLOCK_BYTES)));
  yield* bytes;
}

async function* whatIsLeft(rest: Buffer, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for (let at = 0; at < rest.length; at += BLOCK_BYTES) yield rest.subarray(at, at + BLOCK_BYTES);
  yield* pieces;
}

/**
 * Pieces of a file, each when the line is whole that it begins with: the parser is slow at lines of many cells.
 * @param lines read before
 */
async function* withoutLongLines(
  name: string,
  lines: number,
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let line = lines + 1;
  let begun: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    const feeds = count(piece, FEED);
    const end = Math.max(piece.lastIndexOf(FEED), piece.lastIndexOf(RETURN));
    line += feeds > 0 ? feeds : count(piece, RETURN);
    if (end >= 0) {
      yield* begun;
      begun = [];
      bytes = -end - 1;
    }
    begun.push(piece);
    bytes += piece.length;
    if (bytes > MAX_RECORD_BYTES) throw tooLong(name, line);
  }
  yield* begun;
}

function tooLong(name: string, line: number): LockstepError {
  return new LockstepError('BAD_DATA', `${name} line ${line} is longer than ${MAX_RECORD_BYTES} bytes`, {
    hint: 'Is it a table, a row a line? Give each row a line of its own',
  });
}

function count(bytes: Buffer, byte: number): number {
  let found = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) found++;
  return found;
}

async function* blocksOf(file: Readable): AsyncGenerator<Buffer> {
  for await (const piece of file as AsyncIterable<Uint8Array>) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let at = 0; at < bytes.length; at += BLOCK_BYTES) yield bytes.subarray(at, at + BLOCK_BYTES);
  }
}

/** What ends the first line; undefined where that is not known yet. */
function newlineIn(bytes: Buffer, isWhole: boolean): string | undefined {
  const [feed, carriage] = [bytes.indexOf('\n'), bytes.indexOf('\r')];
  if (carriage < 0 || (feed >= 0 && feed < carriage)) return feed < 0 ? undefined : '\n';
  if (carriage === bytes.length - 1 && !isWhole) return undefined;
  return bytes[carriage + 1] === 0x0a ? '\r\n' : '\r';
}

function isUtf16(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xfe;
}
