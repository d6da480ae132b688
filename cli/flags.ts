import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ENGINES, type EngineChoice } from '../base/engines.ts';
import { LockstepError } from '../base/errors.ts';
import type { MirrorOptions } from '../coordinator/mirroring.ts';
import type { StartOptions } from '../coordinator/start.ts';
import { addTrackerFlags, type TrackerFlags } from './trackers.ts';
import { bandwidth } from './units.ts';

/** A whole number of at least `least`. */
export function integer(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It must be a whole number, at least ${least}.`);
    }
    return value;
  };
}

/** A number of at least `least`. */
export function number(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a number, at least ${least}.`);
  };
}

/** A port; 0 stands for any free one. */
export function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('It must be a port: 0 to 65535.');
}

/** Stands for an address that the first line of standard input brings. */
export const STANDARD_INPUT = '-';

/** `host:port`, the host in brackets where it is an IPv6 address; or `-`. */
export function address(text: string): string {
  if (text === STANDARD_INPUT) return text;
  const number = Number(/^(?:\[[^\]\s]+\]|[^:\s]+):(\d{1,5})$/.exec(text)?.[1]);
  if (number >= 1 && number <= 65_535) return text;
  throw new InvalidArgumentError('It must be a host and a port: localhost:7077, or [::1]:7077.');
}

/** A folder of this machine. */
export function localFolder(text: string): string {
  if (!OBJECT_ADDRESS.test(text)) return text;
  throw new InvalidArgumentError(`It is a folder of this machine. For object storage: --mirror ${text}`);
}

export const OBJECT_ADDRESS = /^s3:\/\//;

/** A place in object storage: `s3://bucket/path`. */
export function objectAddress(text: string): string {
  if (OBJECT_ADDRESS.test(text)) return text;
  throw new InvalidArgumentError('It must be a place in object storage: s3://bucket/path.');
}

/** Steps (`200`) or seconds (`30s`) between two checkpoints. */
export function stepsOrSeconds(text: string): { steps: number } | { seconds: number } {
  const match = /^([1-9]\d{0,8})(s?)$/.exec(text);
  if (!match) throw new InvalidArgumentError('It must be a number of steps, or of seconds: 200, or 30s.');
  return match[2] ? { seconds: Number(match[1]) } : { steps: Number(match[1]) };
}

/** `name=value`, once or more. */
export function setting(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('It must be a name and a value: units=64.');
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is set twice.`);
  return { ...before, [name]: value };
}

/** Flags of every command that starts a run. */
export interface RunFlags extends TrackerFlags {
  set?: Record<string, string>;
  epochs?: number;
  scheduleEpochs?: number;
  batchSize?: number;
  seed?: number;
  dataDir?: string;
  download: boolean;
  runDir?: string;
  engine?: EngineChoice;
  transport?: 'auto' | 'tcp' | 'grpc';
  wire?: 'float32' | 'bf16';
  reproducible?: boolean;
  dataMode?: 'auto' | 'replicate' | 'stream';
  minWorkers?: number;
  maxWorkers?: number;
  heartbeat?: number;
  heartbeatTimeout?: number;
  stepDeadline?: number;
  joinDeadline?: number;
  reattachDeadline?: number;
  evictStragglers?: boolean;
  checkpointEvery?: ReturnType<typeof stepsOrSeconds>;
  keepCheckpoints?: number;
  trace?: boolean;
  tensorboard?: boolean;
  mirror?: string;
  mirrorBandwidth?: number;
  mirrorDeadline?: number;
}

export function dataDirOption(): Option {
  return new Option(
    '--data-dir <folder>',
    'folder of the data set; neither the cache nor the network is used then',
  ).env('LOCKSTEP_DATA_DIR');
}

export function addRunFlags(command: Command): Command {
  return addTrackerFlags(command)
    .option('--set <name=value>', 'a value of the job’s settings; may be given again', setting)
    .option('--epochs <n>', 'passes over the training data', integer(1))
    .option(
      '--schedule-epochs <n>',
      'epochs that the learning-rate schedule is laid out for (default: those that the run began with)',
      integer(1),
    )
    .option('--batch-size <n>', 'global batch: samples of one step, over all workers', integer(1))
    .option('--seed <n>', 'seed of the initial weights, the order of samples and dropout', integer(0))
    .addOption(dataDirOption())
    .option('--no-download', 'do not download the data set: use the cache, or generated data')
    .option('--run-dir <folder>', 'folder for the files of the run (default: runs/<job>-<time>)', localFolder)
    .option(
      '--mirror <s3://bucket/path>',
      'keep a copy of the run in object storage, from which it can go on elsewhere',
      objectAddress,
    )
    .option(
      '--mirror-bandwidth <rate>',
      'most that the mirror sends: 100Mbit (default: all it gets)',
      bandwidth,
    )
    .option(
      '--mirror-deadline <s>',
      'longest that the end of the run waits for the mirror (default: 600)',
      integer(1),
    )
    .addOption(
      new Option('--engine <name>', 'what computes; auto: TensorFlow, or wasm without it').choices(ENGINES),
    )
    .addOption(
      new Option(
        '--transport <name>',
        'how ranks exchange gradients; auto: shared memory within a host, tcp between hosts',
      ).choices([...['auto', 'tcp', 'grpc']]),
    )
    .addOption(
      new Option(
        '--wire <format>',
        'format of gradients between hosts; bf16: half the bytes, rounded',
      ).choices(['float32', 'bf16']),
    )
    .addOption(
      new Option(
        '--data-mode <mode>',
        'replicate: every worker fetches the whole data set; stream: each step’s samples',
      ).choices(['auto', 'replicate', 'stream']),
    )
    .option('--reproducible', 'the same weights, to the last bit, for any number of workers (slower)')
    .option('--min-workers <n>', 'fewest workers that go on when others are lost', integer(1))
    .option('--max-workers <n>', 'most workers to train with', integer(1))
    .option('--heartbeat <ms>', 'how often workers send a heartbeat', integer(20))
    .option('--heartbeat-timeout <ms>', 'silence after which a worker counts as lost', integer(100))
    .option(
      '--step-deadline <ms>',
      'longest that any step may take (after the first steps: ten times the usual time, at least 5 s)',
      integer(100),
    )
    .option('--join-deadline <ms>', 'longest to wait for enough workers', integer(100))
    .option(
      '--reattach-deadline <ms>',
      'how long a new coordinator waits for the workers of its predecessor',
      integer(100),
    )
    .option('--evict-stragglers', 'go on without a worker that stays much slower than the others')
    .option(
      '--checkpoint-every <n|ns>',
      'steps (200) or seconds (30s) between checkpoints, beside the one at the end of each epoch',
      stepsOrSeconds,
    )
    .option('--trace', 'write trace.json: a timeline of all ranks for Perfetto or chrome://tracing')
    .option('--tensorboard', 'write event files for TensorBoard into tensorboard/')
    .option('--keep-checkpoints <n>', 'how many of the newest regular checkpoints to keep', integer(1));
}

export function runOptions(flags: RunFlags, startWorkers: number): StartOptions['run'] {
  const { epochs, batchSize, seed, engine, transport, wire, reproducible, dataMode, minWorkers, maxWorkers } =
    flags;
  const every = flags.checkpointEvery;
  return {
    startWorkers,
    epochs,
    scheduleEpochs: flags.scheduleEpochs,
    batchSize,
    seed,
    engine,
    transport,
    wire,
    reproducible,
    dataMode,
    minWorkers,
    maxWorkers,
    heartbeatMs: flags.heartbeat,
    heartbeatTimeoutMs: flags.heartbeatTimeout,
    stepDeadlineMs: flags.stepDeadline,
    joinDeadlineMs: flags.joinDeadline,
    reattachDeadlineMs: flags.reattachDeadline,
    evictStragglers: flags.evictStragglers,
    ...(every && {
      checkpointEverySteps: 'steps' in every ? every.steps : 0,
      checkpointEveryMs: 'seconds' in every ? 1000 * every.seconds : 0,
    }),
    keepCheckpoints: flags.keepCheckpoints,
  };
}

/** @param address where the run is mirrored, where that is not what `--mirror` says */
export function mirrorOptions(
  { mirror, mirrorBandwidth, mirrorDeadline }: RunFlags,
  address = mirror,
): MirrorOptions {
  return {
    address,
    bytesPerSecond: mirrorBandwidth && mirrorBandwidth / 8,
    deadlineMs: mirrorDeadline && 1000 * mirrorDeadline,
  };
}

/** Per-user folder for data sets and the TensorFlow runtime. */
export function cacheDir(): string {
  return (
    process.env.LOCKSTEP_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lockstep')
  );
}

/** Where coordinator and workers share packs: a mounted volume, or `s3://bucket/path`. Undefined where they share none. */
export function packsDir(): string | undefined {
  const place = process.env.LOCKSTEP_PACKS || undefined;
  if (place === undefined || !place.includes('://') || /^s3:\/\/[^/]+\/[^*?[\]{}]/.test(place)) return place;
  throw new LockstepError('BAD_INPUT', `LOCKSTEP_PACKS: ${place} is no place for packs`, {
    hint: 'Name a folder that all machines have mounted, or s3://bucket/path',
  });
}

/** Fewest characters of a join token: a shorter one could be guessed. */
const MIN_TOKEN = 16;

/**
 * The join token from a file or from LOCKSTEP_TOKEN; never from a flag, which every user could read.
 * @throws LockstepError BAD_INPUT
 */
export function readToken(file: string | undefined): string {
  const [token, from] =
    file === undefined
      ? [process.env.LOCKSTEP_TOKEN?.trim(), 'LOCKSTEP_TOKEN']
      : [tokenIn(file), `--token-file ${file}`];
  if (!token && file === undefined) {
    throw new LockstepError('BAD_INPUT', 'no join token is given', {
      hint: 'Give the same secret to coordinator and workers with --token-file, or in LOCKSTEP_TOKEN',
    });
  }
  if (token && token.length >= MIN_TOKEN) return token;
  throw new LockstepError('BAD_INPUT', `the token in ${from} is shorter than ${MIN_TOKEN} characters`, {
    hint: 'Make one with: openssl rand -hex 32',
  });
}

function tokenIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `--token-file ${file} cannot be read`, { cause });
  }
}
