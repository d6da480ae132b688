import { createReadStream } from 'node:fs';

const PIECE_BYTES = 1024 * 1024;
const NEWLINE = 10;

/**
 * Calls `take` with each line of a file, in order. Lines longer than `most` bytes are skipped, so that memory stays
 * bounded whatever the file holds.
 */
export async function eachLine(path: string, most: number, take: (line: string) => void): Promise<void> {
  let begun: Buffer[] = [];
  let length = 0;
  const add = (piece: Buffer) => {
    length += piece.byteLength;
    if (length <= most) begun.push(piece);
    else begun = [];
  };
  const end = () => {
    if (length > 0 && length <= most) {
      take(begun.length === 1 ? begun[0]!.toString() : Buffer.concat(begun).toString());
    }
    begun = [];
    length = 0;
  };
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, from)) {
      add(piece.subarray(from, at));
      end();
      from = at + 1;
    }
    add(piece.subarray(from));
  }
  end();
}
