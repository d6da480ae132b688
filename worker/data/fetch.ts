import { setTimeout as delay } from 'node:timers/promises';
import type { Split, SplitName } from '../../api/data.ts';
import { asLockstepError } from '../../base/errors.ts';
import { decodeRecords } from '../../datasets/decode.ts';
import { emptySplit, type SplitInfo } from '../../datasets/records.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { Stopwatch } from './stopwatch.ts';
import type { Wanted } from './wanted.ts';

/** Bytes of records as they come. */
export type Pieces = AsyncGenerator<Uint8Array>;

/** Who has the records of the run. */
export interface RecordReader {
  /** The records of a split by number, or all of them where `records` is empty, in pieces that follow each other. */
  read(
    request: lockstep.v1.ReadRequest.$Properties,
    signal: AbortSignal,
  ): AsyncIterable<lockstep.v1.RecordPiece.$Properties>;
}

export interface Fetching {
  readonly client: RecordReader;
  readonly run: lockstep.v1.RunConfig;
  readonly signal: AbortSignal;
  /** Is told what the records take; left out where no step waits for them. */
  readonly stopwatch?: Stopwatch | undefined;
}

/** The splits as the coordinator announces them. */
export type SplitInfos = Readonly<Record<'train' | 'test', SplitInfo>> & { readonly validation?: SplitInfo };

/** What a feed needs of the run. */
export interface FeedParts extends Fetching {
  readonly infos: SplitInfos;
  readonly wanted: Wanted;
  readonly cacheDir: string;
}

/** Errors after which another attempt may succeed: a coordinator may be back soon. */
const PASSING: readonly string[] = ['UNREACHABLE', 'ABORTED', 'TIMEOUT'];
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
/** How long to try without a coordinator, in ms: as long as the session does. */
const GIVE_UP_MS = 600_000;

/**
 * Records of a split from the coordinator, by number, or all of them where `records` is left out. While the coordinator
 * is away it tries again, for ten minutes.
 * @param through what the bytes pass through on their way, anew for each attempt
 * @throws LockstepError BAD_DATA when another number of records arrives than was asked for, the coordinator's refusal,
 * or the signal's reason
 */
export async function fetchRecords(
  fetching: Fetching,
  name: SplitName,
  info: SplitInfo,
  records?: Uint32Array,
  through: (pieces: Pieces) => Pieces = (pieces) => pieces,
): Promise<Split> {
  const { signal } = fetching;
  let giveUpAt = Number.POSITIVE_INFINITY;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, 2 * pause)) {
    try {
      return await fetchOnce(fetching, name, info, records, through);
    } catch (raw) {
      signal.throwIfAborted();
      const error = asLockstepError(raw, 'INTERNAL');
      giveUpAt = Math.min(giveUpAt, performance.now() + GIVE_UP_MS);
      if (!PASSING.includes(error.code) || performance.now() > giveUpAt) throw error;
    }
    await delay(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

async function fetchOnce(
  { client, run, signal, stopwatch }: Fetching,
  name: SplitName,
  info: SplitInfo,
  records: Uint32Array | undefined,
  through: (pieces: Pieces) => Pieces,
): Promise<Split> {
  signal.throwIfAborted();
  const length = records?.length ?? info.length ?? 0;
  if (length === 0) return emptySplit(info, 0);
  const request = { runId: run.runId, split: name, records: records ? Array.from(records) : [] };
  const pieces = dataOf(client.read(request, signal), stopwatch);
  return await decodeRecords(through(pieces), info, length, (ms) => stopwatch?.add('decode', ms));
}

/** The bytes of pieces. What is waited for is the coordinator's disk, as far as it says so, and the network. */
async function* dataOf(
  pieces: AsyncIterable<lockstep.v1.RecordPiece.$Properties>,
  stopwatch: Stopwatch | undefined,
): Pieces {
  let start = performance.now();
  for await (const { data, readMs } of pieces) {
    const waited = performance.now() - start;
    const read = Math.min(waited, readMs ?? 0);
    stopwatch?.add('read', read);
    stopwatch?.add('fetch', waited - read);
    if (data) yield data;
    start = performance.now();
  }
}
