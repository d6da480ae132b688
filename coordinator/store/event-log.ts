import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, openSync, renameSync, type WriteStream } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { LockstepError } from '../../base/errors.ts';
import type { RunEvent } from '../../proto/events.ts';
import type { EventOutlet } from '../events/outlet.ts';
import { nameOf, segmentsIn, thinOut, writeAside } from './event-segments.ts';
import { eachLine } from './lines.ts';

const CURRENT = 'events.jsonl';
const STATE = 'events-state.json';
/** Version of what folds save; to be raised whenever that changes. */
const FORMAT = 2;
/** Most segments that are thinned out when one is full: the run's own, and those of an earlier coordinator that died. */
const THINNED_AT_ONCE = 2;
/** Most characters of events that wait for the end of their turn. */
const GATHERED = 64 * 1024;
const LIMITS = {
  /** Most bytes of a segment: a coordinator that takes up a run reads at most one (two after a crash). */
  segmentBytes: 16 * 1024 ** 2,
  /** How many full segments keep every step; older ones are thinned out. */
  wholeSegments: 64,
  /** Most bytes of an event: the longest one names every worker of a generation. */
  lineBytes: 4 * 1024 ** 2,
  /** Most unwritten bytes: with more, the disk does not keep up with the run, and the log fails. */
  unwrittenBytes: 64 * 1024 ** 2,
};

/** A summary of a run's events, in bounded memory, that can be saved and restored without reading them all again. */
export interface Fold {
  hear(event: RunEvent): void;
  /** Its state, as JSON can hold it. */
  save(): unknown;
  restore(saved: unknown): void;
}
export type Folds = Readonly<Record<string, Fold>>;

/**
 * The events of a run, one JSON line for each, in segments of bounded size. `events.jsonl` is being written;
 * `events-000001.jsonl` and those after it are full. When a segment is full, the state of the folds goes to
 * `events-state.json`. A coordinator that takes up the run reads that state and the segments after it. Of old segments
 * only some steps are kept, so that a run's events take about a gigabyte however long it is.
 */
export class EventLog implements EventOutlet {
  /** Called when events cannot be written any more. */
  onFailure: (error: LockstepError) => void = () => {};
  readonly #folder: string;
  readonly #limits: typeof LIMITS;
  #folds: Folds = {};
  #stream: WriteStream;
  /** Bytes so far of the segment that is being written. */
  #bytes = 0;
  /** Events of this turn of the event loop: a report of many steps is one write. */
  #gathered = '';
  #turn: NodeJS.Immediate | undefined;
  /** How many segments are full. */
  #full = 0;
  /** Full segments that hold every step, oldest first. */
  #whole: number[] = [];
  /** The end of what is written of full segments, and of the state after them. */
  #settled: Promise<void> = Promise.resolve();
  #failure: LockstepError | undefined;

  /** @param flags `wx` for a new run, `a` to go on with one @throws the file system's error */
  constructor(folder: string, flags: 'wx' | 'a', limits: Partial<typeof LIMITS> = {}) {
    this.#folder = folder;
    this.#limits = { ...LIMITS, ...limits };
    this.#stream = this.#open(flags);
  }

  /**
   * Brings the folds up to date with the run, and from here on saves their state with each full segment. Called once,
   * by the coordinator that leads the run, before it publishes an event. @throws the file system's error
   */
  async replay(folds: Folds): Promise<void> {
    this.#folds = folds;
    const segments = await segmentsIn(this.#folder);
    const state = await readState(this.#folder);
    for (const [name, fold] of Object.entries(folds)) {
      if (state) fold.restore(state.folds[name]);
    }
    this.#full = Math.max(0, state?.segments ?? 0, ...segments);
    this.#whole = await this.#wholeOf(segments);
    const files = segments.filter((segment) => segment > (state?.segments ?? 0)).map(nameOf);
    for (const file of [...files, CURRENT]) {
      await eachLine(join(this.#folder, file), this.#limits.lineBytes, (line) => {
        const event = parsed(line);
        if (event) for (const fold of Object.values(folds)) fold.hear(event);
      });
    }
    this.#bytes = (await stat(join(this.#folder, CURRENT))).size;
    // A crash may have left half a line: the next event starts on a line of its own.
    if (this.#bytes > 0) this.#write('\n');
  }

  /** Writes an event. The folds must hear the event after this log. */
  hear(event: RunEvent): void {
    if (this.#failure) return;
    try {
      if (this.#bytes >= this.#limits.segmentBytes) this.#cut();
    } catch (cause) {
      this.#fail((cause as Error).message, cause);
      return;
    }
    this.#write(`${JSON.stringify(event)}\n`);
  }

  /** Resolves when all events so far are on the disk. @throws LockstepError STORAGE */
  async written(): Promise<void> {
    this.#flush();
    if (!this.#failure && !this.#stream.writableEnded)
      await new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
    if (this.#failure) throw this.#failure;
  }

  /** Resolves when all events so far are on the disk. @throws LockstepError STORAGE */
  async close(): Promise<void> {
    this.#flush();
    await new Promise<void>((resolve) => this.#stream.end(() => resolve()));
    await this.#settled;
    if (this.#failure) throw this.#failure;
  }

  #open(flags: 'wx' | 'a'): WriteStream {
    const stream = createWriteStream('', { fd: openSync(join(this.#folder, CURRENT), flags) });
    stream.on('error', (cause) => this.#fail(cause.message, cause));
    return stream;
  }

  #write(text: string): void {
    this.#bytes += Buffer.byteLength(text);
    this.#gathered += text;
    if (this.#gathered.length >= GATHERED) this.#flush();
    else this.#turn ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    const text = this.#gathered;
    this.#gathered = '';
    if (text === '' || this.#failure) return;
    this.#stream.write(text);
    if (this.#stream.writableLength > this.#limits.unwrittenBytes) {
      this.#fail(`the disk is behind by ${this.#stream.writableLength} bytes of events`);
    }
  }

  /** Ends the segment, and begins the next one. Its unwritten events are still written meanwhile. */
  #cut(): void {
    const folds = Object.entries(this.#folds).map(([name, fold]) => [name, fold.save()]);
    this.#flush();
    const full = this.#stream;
    do this.#full++;
    while (existsSync(join(this.#folder, nameOf(this.#full))));
    const state = { format: FORMAT, segments: this.#full, folds: Object.fromEntries(folds) };
    const text = JSON.stringify(state);
    renameSync(join(this.#folder, CURRENT), join(this.#folder, nameOf(this.#full)));
    this.#stream = this.#open('wx');
    this.#bytes = 0;
    full.end();
    this.#whole.push(this.#full);
    const old = this.#whole.splice(
      0,
      Math.max(0, Math.min(THINNED_AT_ONCE, this.#whole.length - this.#limits.wholeSegments)),
    );
    // In order, so that an older state never takes the place of a newer one.
    this.#settled = this.#settled
      .then(() => finished(full))
      .then(() => writeAside(this.#folder, STATE, `${sha256(text)}\n${text}`))
      .then(() => this.#thinOut(old))
      .catch((cause) => this.#fail(cause.message, cause));
  }

  async #thinOut(segments: readonly number[]): Promise<void> {
    for (const segment of segments) await thinOut(this.#folder, segment, this.#limits.lineBytes);
  }

  /** Those that have not been thinned out: the others are far smaller than a full one. */
  async #wholeOf(segments: readonly number[]): Promise<number[]> {
    const sizes = segments.map(async (segment) => (await stat(join(this.#folder, nameOf(segment)))).size);
    const known = await Promise.all(sizes);
    return segments.filter((_, i) => known[i]! > this.#limits.segmentBytes / 2);
  }

  #fail(reason: string, cause?: unknown): void {
    if (this.#failure) return;
    const what = `cannot write ${join(this.#folder, CURRENT)}: ${reason}`;
    const hint = 'Check the free space and the rights of the run directory';
    this.#failure = new LockstepError('STORAGE', what, { hint, cause });
    this.onFailure(this.#failure);
  }
}

function parsed(line: string): RunEvent | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

interface State {
  readonly format: number;
  /** The newest segment that the state includes. */
  readonly segments: number;
  readonly folds: Readonly<Record<string, unknown>>;
}

/**
 * The saved state: its sha256 on a line of its own, then the state. Undefined where it is missing or damaged: then the
 * folds start from the segments that exist.
 */
async function readState(folder: string): Promise<State | undefined> {
  const content = await readFile(join(folder, STATE), 'utf8').catch(() => undefined);
  const [, hash, text] = /^([0-9a-f]{64})\n(.*)$/s.exec(content ?? '') ?? [];
  if (text === undefined || sha256(text) !== hash) return undefined;
  const state = JSON.parse(text) as State;
  return state.format === FORMAT ? state : undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Removes the files that the constructor made, for a run that could not begin. */
export async function discardEvents(folder: string): Promise<void> {
  await rm(join(folder, CURRENT), { force: true });
}
