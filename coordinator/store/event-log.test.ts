import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  WriteStream,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { RunEvent } from '../../proto/events.ts';
import { Progress } from '../run/progress.ts';
import { EventLog, type Fold } from './event-log.ts';

const LIMITS = { segmentBytes: 2_000, lineBytes: 1_000 };

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-events-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const event = (step: number): RunEvent => ({
  ...{ time: 1_000 + step, runId: 'run', type: 'step', generation: 1, rank: 0, step, epoch: 0 },
  ...{ samples: 4, start: step, learningRate: 0.1, logs: { loss: 1 / (1 + step) }, batchSamples: 4 },
  phases: { data: 1, compute: 2, reduce: 3, apply: 4 },
});

/** All steps that it heard, and how many of them itself. */
class Steps implements Fold {
  steps: number[] = [];
  heard = 0;

  hear(one: RunEvent): void {
    this.heard++;
    if (one.type === 'step') this.steps.push(one.step);
  }

  save(): unknown {
    return this.steps;
  }

  restore(saved: unknown): void {
    this.steps = [...(saved as number[])];
  }
}

async function write(folder: string, from: number, to: number): Promise<Steps> {
  const log = new EventLog(folder, from === 0 ? 'wx' : 'a', LIMITS);
  const steps = new Steps();
  await log.replay({ steps });
  for (let step = from; step < to; step++) {
    log.hear(event(step));
    steps.hear(event(step));
  }
  await log.close();
  return steps;
}

async function read(folder: string): Promise<Steps> {
  const log = new EventLog(folder, 'a', LIMITS);
  const steps = new Steps();
  await log.replay({ steps });
  await log.close();
  return steps;
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const segments = (folder: string) => readdirSync(folder).filter((name) => /^events-\d/.test(name));

/** As a kill at this moment leaves it: a file that is renamed meanwhile comes under one of its names, or not at all. */
function copyOf(folder: string): string {
  const copy = temporaryFolder();
  for (const name of readdirSync(folder)) {
    try {
      copyFileSync(join(folder, name), join(copy, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return copy;
}

test('a run is taken up from what was kept with its last full segment, however long it is', async () => {
  const folder = temporaryFolder();
  await write(folder, 0, 100);
  await write(folder, 100, 400);
  expect(segments(folder).length).toBeGreaterThan(20);
  for (const name of segments(folder)) {
    expect(statSync(join(folder, name)).size).toBeLessThan(LIMITS.segmentBytes + LIMITS.lineBytes);
    // What is in the state needs no file any more.
    rmSync(join(folder, name));
  }
  const again = await read(folder);
  expect(again.steps).toEqual(upTo(400));
  expect(again.heard).toBeLessThan(20);
  // Numbers of segments are not given twice.
  await write(folder, 400, 450);
  expect((await read(folder)).steps).toEqual(upTo(450));
});

test('of old segments some steps are kept and all that is no step, and nothing of it is needed', async () => {
  const folder = temporaryFolder();
  const limits = { ...LIMITS, wholeSegments: 3 };
  const log = new EventLog(folder, 'wx', limits);
  const steps = new Steps();
  await log.replay({ steps });
  const say = (one: RunEvent) => {
    log.hear(one);
    steps.hear(one);
  };
  for (let step = 990; step < 1_110; step++) {
    say(event(step));
    if (step % 10 === 0)
      say({ time: step, runId: 'run', type: 'worker_joined', workerId: `"type":"step" ${step}`, host: '' });
  }
  await log.close();
  const all = [...segments(folder), 'events.jsonl'].map((name) => readFileSync(join(folder, name), 'utf8'));
  const told = all.map((text) =>
    text.split('\n').flatMap((line) => (line ? [JSON.parse(line) as RunEvent] : [])),
  );
  const [old, whole] = [told.slice(0, -4).flat(), told.slice(-4).flat()];
  const stepsOf = (events: RunEvent[]) => events.flatMap((one) => (one.type === 'step' ? [one.step] : []));
  expect(stepsOf(old)).toEqual([1_000]);
  expect(stepsOf(whole).length).toBeGreaterThan(15);
  expect([...old, ...whole].filter(({ type }) => type === 'worker_joined')).toHaveLength(12);
  expect((await read(folder)).steps).toEqual(steps.steps);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a coordinator that takes up a run thins out what an earlier one left whole', async () => {
  const folder = temporaryFolder();
  await write(folder, 1, 100);
  const before = segments(folder).length;
  const log = new EventLog(folder, 'a', { ...LIMITS, wholeSegments: 2 });
  await log.replay({});
  for (let step = 101; step < 300; step++) log.hear(event(step));
  await log.close();
  const sizes = segments(folder).map((name) => statSync(join(folder, name)).size);
  expect(sizes.slice(0, before)).toEqual(sizes.slice(0, before).map(() => 0));
  expect(sizes.filter((size) => size > 0)).toHaveLength(2);
});

test('wherever a coordinator is killed between two segments, each event counts once', async () => {
  const folder = temporaryFolder();
  const log = new EventLog(folder, 'wx', LIMITS);
  const steps = new Steps();
  await log.replay({ steps });
  let cuts = 0;
  for (let step = 0; step < 40; step++) {
    log.hear(event(step));
    steps.hear(event(step));
    // As the disk is, be the state there already or not.
    await new Promise((resolve) => setImmediate(resolve));
    const left = copyOf(folder);
    const found = (await read(left)).steps;
    expect(found).toEqual(upTo(found.length));
    cuts += segments(left).length > 0 ? 1 : 0;
  }
  await log.close();
  expect(cuts).toBeGreaterThan(20);
});

test('where the state is damaged, the segments tell', async () => {
  const folder = temporaryFolder();
  await write(folder, 0, 100);
  const state = join(folder, 'events-state.json');
  for (const damage of ['', 'x', '0'.repeat(64)]) {
    writeFileSync(state, damage);
    expect((await read(folder)).steps).toEqual(upTo(100));
  }
});

test('torn lines and lines beyond all measure are left out', async () => {
  const folder = temporaryFolder();
  await write(folder, 0, 3);
  appendFileSync(join(folder, 'events.jsonl'), `${'\0'.repeat(5_000_000)}\n{"type":"st`);
  await write(folder, 3, 5);
  expect((await read(folder)).steps).toEqual(upTo(5));
});

test('the events of a turn of the event loop are one write, in their order', async () => {
  const folder = temporaryFolder();
  const log = new EventLog(folder, 'wx');
  await log.replay({});
  const write = vi.spyOn(WriteStream.prototype, 'write');
  onTestFinished(() => write.mockRestore());
  for (let step = 0; step < 50; step++) log.hear(event(step));
  await log.written();
  expect(write.mock.calls.filter(([text]) => text !== '')).toHaveLength(1);
  for (let step = 50; step < 60; step++) log.hear(event(step));
  await log.close();
  expect((await read(folder)).steps).toEqual(upTo(60));
});

test('a disk that does not keep up ends the run, and memory stays bounded', async () => {
  const log = new EventLog(temporaryFolder(), 'wx', { unwrittenBytes: 10_000 });
  await log.replay({});
  const errors: string[] = [];
  log.onFailure = ({ code, message }) => errors.push(`${code} ${message}`);
  // In one turn of the event loop nothing is written.
  for (let step = 0; step < 10_000; step++) log.hear(event(step));
  expect(errors).toEqual([expect.stringMatching(/^STORAGE .*the disk is behind/)]);
  await expect(log.close()).rejects.toThrow('the disk is behind');
});

test('a run that cannot begin a segment fails once, by name', async () => {
  const folder = temporaryFolder();
  const log = new EventLog(folder, 'wx', LIMITS);
  await log.replay({});
  const errors: string[] = [];
  log.onFailure = ({ code }) => errors.push(code);
  rmSync(join(folder, 'events.jsonl'));
  for (let step = 0; step < 100; step++) log.hear(event(step));
  await expect(log.close()).rejects.toMatchObject({ code: 'STORAGE' });
  expect(errors).toEqual(['STORAGE']);
});

test('progress that was saved and taken up goes on as the one it was made from', () => {
  const whole = new Progress();
  for (let step = 0; step < 10; step++) whole.hear(event(step));
  whole.hear({
    time: 5_000,
    runId: 'run',
    type: 'epoch_ended',
    epoch: 0,
    logs: { loss: Number.NaN },
    seconds: 1,
  });
  const again = new Progress();
  again.restore(JSON.parse(JSON.stringify(whole.save())));
  for (const one of [whole, again]) one.hear(event(10));
  const run = {
    job: 'j',
    dataset: 'd',
    workers: 1,
    weightsSha256: '',
    now: 6_000,
    stopped: null,
    tested: {},
  };
  expect(again.summary(run)).toEqual(whole.summary(run));
  expect(again.summary(run)).toMatchObject({ steps: 11, durationSeconds: 5 });
});
