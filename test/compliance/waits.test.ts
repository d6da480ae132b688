/**
 * Every wait of a run ends: each promise that its code makes by hand, and each that it keeps, stands here with what ends
 * it or what becomes of its failure. A new one fails this test until somebody has thought of that.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ROOMS = ['base', 'net', 'engine', 'collectives', 'worker', 'coordinator'];

/** Promises made by hand (`new Promise`), by file: what ends each. */
const WAITS: Record<string, readonly string[]> = {
  'base/abort.ts': ['the signal; `unlessAborted` races it', 'the signal: to wait for it is the purpose'],
  'base/thread-calls.ts': [
    'the answer or the end of the thread; callers have deadlines (`Deadline`, `within`)',
  ],
  'collectives/transport/host-memory.ts': ['the signal, or a link that is lost: both abort the memory'],
  'collectives/transport/inbox.ts': ['the signal'],
  'collectives/transport/link.ts': ['the pulse: a link that is silent is lost'],
  'collectives/transport/mesh-endpoint.ts': ['the signal', '100 ms', 'a deadline'],
  'collectives/transport/native.ts': ['the socket, of some bytes', 'the native thread ends', 'the signal'],
  'coordinator/commands/desk.ts': ['4 s'],
  'coordinator/events/nats.ts': ['500 ms'],
  'coordinator/observe/files/growing-file.ts': ['the disk; `Closers` has a deadline'],
  'coordinator/run/ending.ts': ['the end of the run: `decide` sees to it'],
  'coordinator/server/control-service.ts': ['the call: keepalive cancels a dead one'],
  'coordinator/server/data-service.ts': ['the call: keepalive cancels a dead one'],
  'coordinator/server/server.ts': ['2 s, then by force'],
  'coordinator/store/event-log.ts': [
    'the disk; `Ending` has a deadline',
    'the disk; `Closers` has a deadline',
  ],
  'engine/runtime/command.ts': ['the signal or the end of the process'],
  'engine/thread/engine-thread.ts': ['never: it only loses a race', 'the signal or the end of the thread'],
  'net/http.ts': ['the operating system', 'all connections are closed by force'],
  'net/listener.ts': ['the operating system', 'its caller has a deadline'],
  'worker/session/client.ts': [
    ...['its deadline', 'its deadline', 'the stream; `end` cuts it after a second'],
    'the signal; `Uploads` aborts one that stands still',
  ],
  'worker/session/line.ts': ['the signal'],
  'worker/session/next-plan.ts': ['the signal'],
  'worker/session/probe.ts': ['its deadline'],
  'worker/trainer/hung.ts': ['it loses a race, or its timer rejects it'],
};

/** Promises that are kept for later callers, by file: what becomes of one that fails. */
const KEPT: Record<string, readonly string[]> = {
  'collectives/transport/native.ts': ['#ended: never rejects'],
  'collectives/transport/host-memory.ts': ['#last: lives as long as the generation'],
  'coordinator/mirror/mirror.ts': ['#working: never rejects'],
  'coordinator/trackers/mlflow.ts': ['#working: never rejects'],
  'coordinator/run/ending.ts': ['done: the end of the run'],
  'coordinator/events/nats.ts': ['#busy: dropped when it settles'],
  'coordinator/run/history-files.ts': ['#writing: the next one begins all the same', '#next: as #writing'],
  'coordinator/store/event-log.ts': ['#settled: a failure ends the run'],
  'coordinator/events/lease.ts': ['#renewal: never rejects'],
  'worker/data/batches.ts': ['ready: never rejects', '#augmented: never rejects'],
  'worker/data/stream.ts': ['#kept: dropped when it fails'],
  'worker/data/ahead.ts': ['records: dropped when it fails'],
  'worker/session/uploads.ts': ['#running: never rejects'],
  'worker/trainer/epoch.ts': ['made: lives as long as the end of one epoch'],
  'worker/trainer/slice-sums.ts': [
    '#sums: `all` throws it, where the step comes so far; else the generation ends',
  ],
  'worker/trainer/start-signal.ts': ['#sending: lives as long as the generation'],
};

const FILES = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name) && !/\.(test|d)\.ts$/.test(name))
    .map((name) => `${room}/${name}`),
);

/** How often a pattern stands in each file that has it. */
function countsOf(pattern: RegExp): Record<string, number> {
  const counts = FILES.map((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return [file, text.match(pattern)?.length ?? 0] as const;
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

const lengths = (table: Record<string, readonly string[]>) =>
  Object.fromEntries(Object.entries(table).map(([file, reasons]) => [file, reasons.length]));

test('every promise that is made by hand is known to end', () => {
  expect(countsOf(/new Promise\b/g)).toEqual(lengths(WAITS));
});

test('of every promise that is kept it is known what becomes of its failure', () => {
  const kept = countsOf(/^ +(?:readonly |let )?#?\w+\??(?::| =) (?:new )?[\w<>,| ]*Promise<(?!never).*;$/gm);
  expect(kept).toEqual(lengths(KEPT));
});
