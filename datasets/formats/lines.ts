import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { LockstepError } from '../../base/errors.ts';
import type { Source } from './rows.ts';

/** Longest line accepted, in characters. */
const MAX_LINE = 64 * 1024 ** 2;

/**
 * The lines of a file, and where each stands, for a message. Closes what it opens.
 * @throws LockstepError BAD_DATA for a line of more than 64 MiB
 */
export async function* numberedLines(
  { name, open }: Source,
  signal?: AbortSignal,
): AsyncGenerator<{ line: string; at: string }> {
  const input = open(signal);
  let number = 0;
  try {
    for await (const line of linesOf(input, name)) yield { line, at: `${name} line ${++number}` };
  } finally {
    input.destroy();
  }
}

async function* linesOf(input: Readable, name: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const piece of input) {
    const lines = (rest + decoder.write(piece)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > MAX_LINE) {
      throw new LockstepError('BAD_DATA', `${name} has a line of more than ${MAX_LINE} characters`, {
        hint: 'Cut it into several lines',
      });
    }
  }
  yield rest + decoder.end();
}
