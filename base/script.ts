/** Joined and compiled code: how a job's script is compiled, and in which line of which file an error was written. */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';

/** How many scripts a process knows the lines of: a search over settings has one for each trial. */
const KEPT = 100;
/** tfjs lies deep between an op's error and the layer that asked for the op; Node keeps 10 frames. */
const FRAMES = 50;
/** How an error's stack names a place in a job's script, and in our own program. */
const OF_SCRIPT = /\bjob-(\d+)\.cjs:(\d+):(\d+)/g;
const OF_PROGRAM = /(file:[^\s()]+\/dist\/program\/[\w-]+\.js):(\d+):(\d+)/g;
const INLINE = '//# sourceMappingURL=data:application/json;base64,';

const scripts = new Map<number, string>();
let last = 0;

/** The function that `source` is the body of. A source map at its end tells which lines the user wrote. */
export function compileScript(source: string, parameters: readonly string[]) {
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, FRAMES);
  scripts.set(++last, source);
  scripts.delete(last - KEPT);
  return compileFunction(source, parameters, { filename: `job-${last}.cjs` });
}

/** The script alone: a comment that the user adds changes the source map and nothing else. */
export function withoutMap(source: string): string {
  const start = source.lastIndexOf(INLINE);
  return start < 0 ? source : source.slice(0, start);
}

/** Whether a script's code was at work where `error` was thrown. */
export function isOfScript(error: Error): boolean {
  return (error.stack ?? '').search(OF_SCRIPT) >= 0;
}

/** What an error says, and behind it the innermost place in the user's own files: `... (layers/gate.ts:12:8)`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const places = (error.stack ?? '').match(OF_SCRIPT) ?? [];
  const written = places.map(inScript).find((place) => place && !/(^|[\\/])node_modules[\\/]/.test(place));
  return written === undefined ? error.message : `${error.message.replace(/\.$/, '')} (${written})`;
}

/** A stack that names the files that were written instead of those that were made of them. */
export function writtenStack(stack: string): string {
  return stack
    .replace(OF_SCRIPT, (place) => inScript(place) ?? place)
    .replace(OF_PROGRAM, (place, file, line, column) => inProgram(file, line, column) ?? place);
}

function inScript(place: string): string | undefined {
  const [, script, line, column] = [...place.matchAll(OF_SCRIPT)][0]!;
  const source = scripts.get(Number(script)) ?? '';
  const start = source.lastIndexOf(INLINE);
  if (start < 0) return undefined;
  const map = Buffer.from(source.slice(start + INLINE.length), 'base64').toString('utf8');
  return writtenAt(map, line!, column!);
}

function inProgram(file: string, line: string, column: string): string | undefined {
  try {
    return writtenAt(readFileSync(`${fileURLToPath(file)}.map`, 'utf8'), line, column)?.replace(
      /^(\.\.\/)+/,
      '',
    );
  } catch {
    // Nothing but this one place is lost.
    return undefined;
  }
}

function writtenAt(map: string, line: string, column: string): string | undefined {
  const entry = new SourceMap(JSON.parse(map)).findEntry(Number(line) - 1, Number(column) - 1);
  return 'originalSource' in entry && entry.originalSource
    ? `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
    : undefined;
}
