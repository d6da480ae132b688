/**
 * Real processes, real signals. All runs are reproducible ones, so the promise can be checked to the last bit:
 * whatever dies, the run ends with the weights of an undisturbed run, and every step counts exactly once.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileLock } from '../../base/file-lock.ts';
import { writeDigits } from '../support/digits.ts';
import { MAIN, type Running, readEvents, readJson, start, temporaryFolder } from '../support/lockstep.ts';

const EPOCHS = 3;
const STEPS_PER_EPOCH = 50;
const JOB = ['--epochs', String(EPOCHS), '--batch-size', '40', '--reproducible'];
const env = { LOCKSTEP_TOKEN: 'a-token-for-tests-0123456789' };

let data = '';
let expected = '';

/** A coordinator and workers, each a process of its own. */
class Cluster {
  readonly runDir: string;
  readonly workers = new Map<string, Running>();
  coordinator!: Running;
  #port = 0;

  constructor(folder: string) {
    this.runDir = join(folder, 'run');
  }

  async lead(workers: number): Promise<void> {
    const args = ['coordinator', 'mnist-mlp', '--workers', String(workers), '--port', String(this.#port)];
    const waits = ['--heartbeat', '100', '--heartbeat-timeout', '1500', '--step-deadline', '4000'];
    this.coordinator = start([...args, '--run-dir', this.runDir, '--data-dir', data, ...JOB, ...waits], {
      env,
    });
    const [, port] = await this.coordinator.prints(/"port":(\d+)/);
    this.#port = Number(port);
  }

  join(id: string): Running {
    const args = ['worker', '--coordinator', `127.0.0.1:${this.#port}`, '--worker-id', id];
    const worker = start([...args, '--peer-host', '127.0.0.1', '--threads', '1'], { env });
    this.workers.set(id, worker);
    return worker;
  }

  kill(id: string, signal: NodeJS.Signals): void {
    this.workers.get(id)!.child.kill(signal);
  }

  /** Resolves when an event of the run is such. */
  async sees(what: string, isIt: (event: ReturnType<typeof readEvents>[number]) => boolean): Promise<void> {
    const giveUpAt = Date.now() + 40_000;
    while (!readEvents(this.runDir).some(isIt)) {
      if (Date.now() > giveUpAt) throw new Error(`never saw ${what}`);
      await delay(20);
    }
  }

  async reaches(step: number): Promise<void> {
    await this.sees(`step ${step}`, (event) => event.type === 'step' && event.step >= step);
  }

  /** As when the end of the events had not come to the disk yet, other than checkpoints and journal. */
  forgetEpochs(): void {
    const path = join(this.runDir, 'events.jsonl');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, text.indexOf('"epoch_ended"')));
    rmSync(join(this.runDir, 'history.json'));
  }

  /** Waits for the end, and holds the run to the promise. */
  async endsWell(): Promise<{ recoveries: number; repeatedSteps: number; workers: number }> {
    const { code, stdout, stderr } = await this.coordinator.finished;
    expect(code, stdout + stderr).toBe(0);
    const summary = readJson(this.runDir, 'summary.json');
    expect(summary.weightsSha256).toBe(expected);
    expect(summary.steps).toBe(EPOCHS * STEPS_PER_EPOCH);
    expect(readJson(this.runDir, 'history.json').epoch).toEqual([0, 1, 2]);
    return summary;
  }
}

async function cluster(workers: number): Promise<Cluster> {
  const result = new Cluster(temporaryFolder());
  await result.lead(workers);
  for (let i = 0; i < workers; i++) result.join(`worker-${i}`);
  return result;
}

const shared = mkdtempSync(join(tmpdir(), 'lockstep-faults-'));

beforeAll(() => {
  data = writeDigits(join(shared, 'data'), 40 * STEPS_PER_EPOCH, 200);
  const runDir = join(shared, 'undisturbed');
  const args = ['train', 'mnist-mlp', '--workers', '2', '--data-dir', data, '--run-dir', runDir, ...JOB];
  execFileSync(process.execPath, [MAIN, ...args], { stdio: 'ignore' });
  expected = readJson(runDir, 'summary.json').weightsSha256;
}, 60_000);

afterAll(() => rmSync(shared, { recursive: true, force: true }));

describe('whatever dies, the weights are those of an undisturbed run', () => {
  test('a worker is killed; the others go on', async () => {
    const run = await cluster(3);
    await run.reaches(60);
    run.kill('worker-1', 'SIGKILL');
    const { recoveries, repeatedSteps, workers } = await run.endsWell();
    expect([recoveries, workers]).toEqual([1, 2]);
    expect(repeatedSteps).toBeLessThanOrEqual(1);
  }, 60_000);

  test('a worker is killed and another takes its place', async () => {
    const run = await cluster(2);
    await run.reaches(20);
    run.kill('worker-0', 'SIGKILL');
    run.join('worker-7');
    await run.sees('the newcomer in a generation', ({ members }) => members?.includes('worker-7'));
    expect((await run.endsWell()).workers).toBe(2);
  }, 60_000);

  test('all workers are killed; others take the state from the checkpoint', async () => {
    const run = await cluster(2);
    await run.sees('a checkpoint', ({ type }) => type === 'checkpoint_saved');
    await run.reaches(STEPS_PER_EPOCH + 10);
    for (const id of ['worker-0', 'worker-1']) run.kill(id, 'SIGKILL');
    for (const id of ['worker-2', 'worker-3']) run.join(id);
    await run.endsWell();
  }, 60_000);

  test('a worker hangs: it is left behind, and comes back when it goes on', async () => {
    const run = await cluster(2);
    await run.reaches(20);
    run.kill('worker-1', 'SIGSTOP');
    await run.sees('its loss', ({ type, workerId }) => type === 'worker_lost' && workerId === 'worker-1');
    run.kill('worker-1', 'SIGCONT');
    await run.endsWell();
  }, 60_000);

  test('a worker is asked to go (SIGTERM): it leaves in good order', async () => {
    const run = await cluster(2);
    await run.reaches(20);
    run.kill('worker-1', 'SIGTERM');
    const { code } = await run.workers.get('worker-1')!.finished;
    expect(code).toBe(130);
    const { recoveries, workers } = await run.endsWell();
    expect([recoveries, workers]).toEqual([0, 1]);
  }, 60_000);

  test('the coordinator is killed; the workers train on and another takes over', async () => {
    const run = await cluster(2);
    await run.reaches(10);
    run.coordinator.child.kill('SIGKILL');
    await run.coordinator.finished;
    await run.lead(2);
    const { recoveries } = await run.endsWell();
    expect(recoveries).toBe(0);
    const generations = readEvents(run.runDir).filter(({ type }) => type === 'generation_formed');
    expect(generations.map(({ generation }) => generation)).toEqual([1]);
  }, 60_000);

  test('everything is killed; the run is resumed at its checkpoint', async () => {
    const run = await cluster(2);
    await run.sees('a checkpoint', ({ type }) => type === 'checkpoint_saved');
    await run.reaches(STEPS_PER_EPOCH + 5);
    for (const { child } of [run.coordinator, ...run.workers.values()]) child.kill('SIGKILL');
    await run.coordinator.finished;
    run.forgetEpochs();
    run.coordinator = start(['train', '--resume', run.runDir, '--workers', '3', '--data-dir', data]);
    expect((await run.endsWell()).workers).toBe(3);
    const history = (runDir: string) => readFileSync(join(runDir, 'history.csv'), 'utf8');
    expect(history(run.runDir)).toBe(history(join(shared, 'undisturbed')));
    expect(FileLock.take(join(run.runDir, 'lock'))).toHaveProperty('lock');
  }, 60_000);
});
