import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LockstepError } from '../../base/errors.ts';
import { sha256 } from '../../base/hash.ts';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import { MemoryStorage } from '../../test/support/memory-storage.ts';
import { Journal, stateOfRun } from '../store/journal.ts';
import { MANIFEST, parseManifest } from './manifest.ts';
import { Mirror, type MirrorListener } from './mirror.ts';
import { readPlace, writePlace } from './mirror-file.ts';
import { restore } from './restore.ts';

const PAUSES = { restMs: 0, firstMs: 1, longestMs: 4 };
const NEVER = new AbortController().signal;
const away = () => {
  throw new LockstepError('UNREACHABLE', 'the storage is away');
};

/** A run directory as a coordinator leaves it: a state for each checkpoint. */
function runFolder(storage: MemoryStorage) {
  const path = join(temporaryFolder(), 'run');
  mkdirSync(join(path, 'checkpoints'), { recursive: true });
  mkdirSync(join(path, 'lock'));
  writeFileSync(join(path, 'lock/1'), 'mine');
  const holder = randomUUID();
  writePlace(path, { address: storage.address, holder });
  writeFileSync(join(path, 'config.json'), '{}');
  const journal = Journal.open(path);
  return { path, journal, holder, advance: (step: number) => advance(path, journal, step) };
}

/** Two checkpoints are kept, as `--keep-checkpoints 2` does. */
function advance(path: string, journal: Journal, step: number): void {
  const name = (step: number) => `checkpoints/step-${step}.safetensors`;
  writeFileSync(join(path, name(step)), `weights ${step}`);
  journal.append({
    type: 'checkpoint',
    path: name(step),
    sha256: sha256(`weights ${step}`).toString('hex'),
  });
  writeFileSync(join(path, 'history.csv'), `${step}`);
  rmSync(join(path, name(step - 2)), { force: true });
}

interface Opened {
  readonly mirror: Mirror;
  readonly replaced: LockstepError[];
  /** Resolves at the next state that is there (true) or attempt that failed (false). */
  next(): Promise<boolean>;
}

function open(
  storage: MemoryStorage,
  { path, holder }: { path: string; holder: string },
  { term = 1, known = false } = {},
): Opened {
  const replaced: LockstepError[] = [];
  let tell: (stored: boolean) => void = () => {};
  const listener: MirrorListener = {
    stored: () => tell(true),
    failed: () => tell(false),
    replaced: (error) => {
      replaced.push(error);
      tell(false);
    },
  };
  const mirror = new Mirror({
    ...{ storage, runDir: path, runId: 'run', holder, known, term, listener, pauses: PAUSES },
    eventsWritten: async () => undefined,
  });
  const next = () =>
    new Promise<boolean>((resolve) => {
      tell = resolve;
    });
  return { mirror, replaced, next };
}

/** The step that a restored folder is at; all that it holds says the same. */
async function restoredStep(storage: MemoryStorage): Promise<number | undefined> {
  const path = join(temporaryFolder(), 'restored');
  if ((await restore(storage, () => path, NEVER)) === undefined) {
    expect(existsSync(path)).toBe(false);
    return undefined;
  }
  expect(existsSync(`${path}.restoring`)).toBe(false);
  expect(existsSync(join(path, 'lock'))).toBe(false);
  const steps = readdirSync(join(path, 'checkpoints')).map((name) => Number(/\d+/.exec(name)![0]));
  const newest = Math.max(...steps);
  expect(readFileSync(join(path, 'history.csv'), 'utf8')).toBe(`${newest}`);
  const known = new Map(stateOfRun(path)!.checkpoints);
  for (const step of steps) {
    expect(readFileSync(join(path, `checkpoints/step-${step}.safetensors`), 'utf8')).toBe(`weights ${step}`);
    expect(known.has(`checkpoints/step-${step}.safetensors`)).toBe(true);
  }
  return newest;
}

/** A run of three states that dies, and its storage with it, after `calls` calls. @returns how many there were in all */
async function runThatDiesAfter(calls: number): Promise<{ left: MemoryStorage; made: number }> {
  const storage = new MemoryStorage();
  let made = 0;
  storage.before = () => {
    if (++made > calls) away();
  };
  const run = runFolder(storage);
  run.advance(1);
  const { mirror, next } = open(storage, run);
  for (let step = 1; step <= 3 && made <= calls; step++) {
    if (step > 1) run.advance(step);
    const told = next();
    mirror.touch();
    await told;
  }
  mirror.close();
  run.journal.close();
  // What it still tries comes to nothing.
  const left = new MemoryStorage();
  for (const [key, content] of storage.objects) left.objects.set(key, content);
  return { left, made };
}

test('whichever call is the last before a run dies, the mirror holds one whole state, never an older one', async () => {
  const { made } = await runThatDiesAfter(Number.POSITIVE_INFINITY);
  expect(made).toBeGreaterThan(18);
  let before = 0;
  for (let calls = 0; calls <= made; calls++) {
    const { left } = await runThatDiesAfter(calls);
    const step = (await restoredStep(left)) ?? 0;
    expect(step, `after ${calls} calls`).toBeGreaterThanOrEqual(before);
    before = step;
  }
  expect(before).toBe(3);
});

const manifestOf = (storage: MemoryStorage) => parseManifest(`${storage.objects.get(MANIFEST)}`);

test('a run that is taken up elsewhere replaces the one it came from, which changes nothing any more', async () => {
  const storage = new MemoryStorage();
  const run = runFolder(storage);
  run.advance(1);
  const old = open(storage, run);
  const first = old.next();
  old.mirror.touch();
  expect(await first).toBe(true);
  const path = join(temporaryFolder(), 'elsewhere');
  expect(await restore(storage, () => path, NEVER)).toBe(path);
  const before = new Map(storage.objects);
  run.advance(2);
  const second = old.next();
  old.mirror.touch();
  expect(await second).toBe(false);
  expect(old.replaced[0]).toMatchObject({ code: 'ABORTED' });
  await old.mirror.finish(60_000);
  for (const [key, content] of before) expect(storage.objects.get(key)).toBe(content);
  expect(manifestOf(storage).holder).toBe(readPlace(path)!.holder);
  // A coordinator that is started again in the old folder does not get in either, whatever its term.
  const again = open(storage, run, { known: true, term: 9 });
  await expect(again.mirror.claim()).rejects.toMatchObject({ code: 'ABORTED' });
  // The new one does, and its own folder is the newer state.
  const heir = open(storage, { path, holder: readPlace(path)!.holder }, { known: true, term: 2 });
  await heir.mirror.finish(60_000);
  expect(manifestOf(storage).term).toBe(2);
  expect(await restoredStep(storage)).toBe(1);
});

test.each([true, false])(
  'of two that write at once one goes on (conditional writes: %s)',
  async (conditional) => {
    const storage = new MemoryStorage();
    storage.conditional = conditional;
    const [one, other] = [runFolder(storage), runFolder(storage)];
    for (const run of [one, other]) run.advance(1);
    const [first, second] = [open(storage, one), open(storage, other)];
    await first.mirror.claim();
    await second.mirror.claim();
    const sent = second.next();
    second.mirror.touch();
    expect(await sent).toBe(true);
    const refused = first.next();
    first.mirror.touch();
    expect(await refused).toBe(false);
    expect(first.replaced).toHaveLength(1);
    const third = open(storage, runFolder(storage));
    await expect(third.mirror.claim()).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 's3://bucket/run already holds the run run',
    });
    second.mirror.close();
  },
);

test('a manifest whose answer was lost is known again as its own', async () => {
  const storage = new MemoryStorage();
  storage.losesAnswers = true;
  const run = runFolder(storage);
  run.advance(1);
  const { mirror, replaced } = open(storage, run);
  await mirror.finish(60_000);
  expect(replaced).toEqual([]);
  expect(await restoredStep(storage)).toBe(1);
});

test('a state that was overtaken while another was sent is left out; what is pruned here is pruned there', async () => {
  const storage = new MemoryStorage();
  const run = runFolder(storage);
  run.advance(1);
  const { mirror, next } = open(storage, run);
  const puts: string[] = [];
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    storage.before = async (call, key) => {
      if (call !== 'put' || !key.includes('step')) return;
      puts.push(/step-\d+/.exec(key)![0]);
      if (puts.length > 1) return;
      const released = new Promise<void>((release) => {
        go = release;
      });
      resolve();
      await released;
    };
  });
  const first = next();
  mirror.touch();
  await held;
  for (const step of [2, 3, 4, 5]) {
    run.advance(step);
    mirror.touch();
  }
  go();
  // Its own file is gone here; it is sent whole all the same.
  expect(await first).toBe(true);
  expect(Object.keys(manifestOf(storage).files)).toContain('checkpoints/step-1.safetensors');
  await mirror.finish(60_000);
  expect(puts).toEqual(['step-1', 'step-5']);
  expect([...storage.objects.keys()].filter((key) => key.includes('step-1'))).toEqual([]);
  expect(await restoredStep(storage)).toBe(5);
});

test('training goes on while the storage is away; the end says what is missing', async () => {
  const storage = new MemoryStorage();
  const run = runFolder(storage);
  run.advance(1);
  const { mirror, next } = open(storage, run);
  await mirror.claim();
  storage.before = (call) => {
    if (call === 'put') away();
  };
  const failed = next();
  mirror.touch();
  expect(await failed).toBe(false);
  await expect(mirror.finish(20)).rejects.toMatchObject({
    code: 'STORAGE',
    message: expect.stringMatching(
      /^s3:\/\/bucket\/run lacks .* and \d more of the run: the storage is away$/,
    ),
    hint: expect.stringContaining(`lockstep copy ${run.path} s3://bucket/run`),
  });
});

test('what has changed in the storage is refused, and no folder appears', async () => {
  const storage = new MemoryStorage();
  const run = runFolder(storage);
  run.advance(1);
  await open(storage, run).mirror.finish(60_000);
  const { key } = manifestOf(storage).files['checkpoints/step-1.safetensors']!;
  for (const content of ['weights 2', 'weights', '']) {
    storage.objects.set(key, Buffer.from(content));
    const path = join(temporaryFolder(), 'restored');
    await expect(restore(storage, () => path, NEVER)).rejects.toMatchObject({ code: 'BAD_DATA' });
    expect(existsSync(path)).toBe(false);
  }
});

test('a checkpoint that is not what the journal says is not sent', async () => {
  const storage = new MemoryStorage();
  const run = runFolder(storage);
  run.advance(1);
  run.advance(2);
  writeFileSync(join(run.path, 'checkpoints/step-2.safetensors'), 'rotten');
  await open(storage, run).mirror.finish(60_000);
  expect(Object.keys(manifestOf(storage).files).filter((path) => path.includes('step'))).toEqual([
    'checkpoints/step-1.safetensors',
  ]);
});
