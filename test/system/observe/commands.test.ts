/** Orders to a run under way: all ranks obey at one step, whatever happens around it. Real processes. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Command, CommandReply } from '../../../proto/commands.ts';
import { writeDigits } from '../../support/digits.ts';
import {
  MAIN,
  type Running,
  readEvents,
  readJson,
  run,
  start,
  temporaryFolder,
} from '../../support/lockstep.ts';
import { natsIsHere, natsServer } from '../../support/nats.ts';

const EPOCHS = 6;
const STEPS = 50;
const TOTAL = EPOCHS * STEPS;
const JOB = ['--epochs', String(EPOCHS), '--batch-size', '40', '--reproducible'];
const TOKEN = 'a-token-for-tests-0123456789';
const env = { LOCKSTEP_TOKEN: TOKEN };
const shared = mkdtempSync(join(tmpdir(), 'lockstep-commands-'));
const data = join(shared, 'data');
let expected = '';
let undisturbed: Step[] = [];

interface Step {
  step: number;
  learningRate: number;
}

/** As rank 0 committed them. */
function stepsOf(runDir: string): Step[] {
  return readEvents(runDir).filter(({ type, rank }) => type === 'step' && rank === 0);
}

beforeAll(() => {
  writeDigits(data, 40 * STEPS, 200);
  const runDir = join(shared, 'undisturbed');
  const args = ['train', 'mnist-mlp', '--workers', '2', '--data-dir', data, '--run-dir', runDir, ...JOB];
  execFileSync(process.execPath, [MAIN, ...args], { stdio: 'ignore' });
  expected = readJson(runDir, 'summary.json').weightsSha256;
  undisturbed = stepsOf(runDir);
}, 120_000);
afterAll(() => rmSync(shared, { recursive: true, force: true }));

/** A run whose processes the test starts and kills one by one. */
class Cluster {
  readonly runDir = join(temporaryFolder(), 'run');
  coordinator!: Running;
  #page = 0;
  #port = 0;

  async lead(workers: number): Promise<void> {
    const ports = ['--port', String(this.#port), '--metrics-port', String(this.#page)];
    const args = [
      'coordinator',
      'mnist-mlp',
      '--workers',
      String(workers),
      ...ports,
      '--run-dir',
      this.runDir,
    ];
    this.coordinator = start([...args, '--data-dir', data, ...JOB], { env });
    const [, port, page] = await this.coordinator.prints(/"port":(\d+),.*"metricsPort":(\d+)/);
    [this.#port, this.#page] = [Number(port), Number(page)];
  }

  join(id: string): Running {
    const args = ['worker', '--coordinator', `127.0.0.1:${this.#port}`, '--worker-id', id];
    return start([...args, '--peer-host', '127.0.0.1', '--threads', '1'], { env });
  }

  async tell(command: Command): Promise<CommandReply> {
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify(command) };
    return (await (await fetch(`http://127.0.0.1:${this.#page}/commands`, request)).json()) as CommandReply;
  }

  /** Tells it and gives the step at which all ranks obey. */
  async order(command: Command): Promise<number> {
    const { ok, message } = await this.tell(command);
    expect(ok, message).toBe(true);
    const [, step] = /takes effect at step (\d+)/.exec(message) ?? [];
    expect(step, message).toBeDefined();
    return Number(step);
  }

  async reaches(step: number): Promise<void> {
    await expect
      .poll(() => readEvents(this.runDir).some((event) => event.type === 'step' && event.step >= step), {
        timeout: 60_000,
        interval: 10,
      })
      .toBe(true);
  }

  get steps(): Step[] {
    return stepsOf(this.runDir);
  }

  /** Resolves when the run is in that state with so many ranks. */
  async is(state: string, ranks: number): Promise<void> {
    const look = async () => {
      const { status } = await this.tell({ command: 'status' });
      return [status?.state, status?.workers.filter((worker) => worker.rank !== null).length];
    };
    await expect.poll(look, { timeout: 60_000 }).toEqual([state, ranks]);
  }

  // biome-ignore lint/suspicious/noExplicitAny: a summary as its file has it
  async ends(): Promise<any> {
    const { code, stdout, stderr } = await this.coordinator.finished;
    expect(code, stdout + stderr).toBe(0);
    return readJson(this.runDir, 'summary.json');
  }
}

async function cluster(workers: number): Promise<Cluster> {
  const result = new Cluster();
  await result.lead(workers);
  for (let i = 0; i < workers; i++) result.join(`worker-${i}`);
  return result;
}

describe('orders', () => {
  test('pause holds the run through the death of its coordinator and of a worker; resume ends it as if nothing had been', async () => {
    const lockstep = await cluster(3);
    await lockstep.reaches(10);
    const at = await lockstep.order({ command: 'pause' });
    expect(at).toBeLessThan(TOTAL);
    expect((await lockstep.tell({ command: 'pause' })).message).toBe('it is paused already');
    lockstep.coordinator.child.kill('SIGKILL');
    await lockstep.coordinator.finished;
    await lockstep.lead(3);
    const worker = lockstep.join('worker-3');
    await lockstep.is('paused', 4);
    worker.child.kill('SIGKILL');
    await lockstep.is('paused', 3);
    expect(Math.max(...lockstep.steps.map(({ step }) => step))).toBe(at - 1);
    expect(await lockstep.order({ command: 'resume' })).toBe(at);
    expect(await lockstep.ends()).toMatchObject({ weightsSha256: expected, steps: TOTAL });
  }, 120_000);

  test('a learning rate holds from one step on, for whoever joins and whoever leads', async () => {
    const lockstep = await cluster(2);
    await lockstep.reaches(10);
    const at = await lockstep.order({ command: 'learning-rate', value: 0.0125 });
    lockstep.join('worker-2');
    await lockstep.reaches(at + 40);
    lockstep.coordinator.child.kill('SIGKILL');
    await lockstep.coordinator.finished;
    await lockstep.lead(2);
    // Ranks that had obeyed at different steps would end with different weights, and the run would fail.
    await lockstep.ends();
    const rates = new Map(lockstep.steps.map(({ step, learningRate }) => [step, learningRate]));
    // What was on its way to the coordinator that was killed is told nowhere.
    expect(rates.size).toBeGreaterThan(TOTAL / 2);
    const [{ learningRate: own }] = undisturbed as [Step];
    for (const { step, learningRate: usual } of undisturbed) {
      // The job's schedule goes on with the new rate.
      const rate = rates.get(step);
      if (rate !== undefined)
        expect(rate, `step ${step}`).toBeCloseTo(step < at ? usual : (usual / own) * 0.0125, 12);
    }
  }, 120_000);

  test('checkpoint stores the state of that step; stop ends the run with its model, and it can be resumed', async () => {
    const lockstep = await cluster(2);
    await lockstep.reaches(10);
    const kept = await lockstep.order({ command: 'checkpoint' });
    await expect
      .poll(
        () =>
          readEvents(lockstep.runDir).some(({ type, step }) => type === 'checkpoint_saved' && step === kept),
        { timeout: 60_000 },
      )
      .toBe(true);
    const at = await lockstep.order({ command: 'stop' });
    expect(at).toBeLessThan(TOTAL);
    expect(await lockstep.ends()).toMatchObject({ steps: at, stopped: 'a command' });
    expect(existsSync(join(lockstep.runDir, 'model/model.json'))).toBe(true);
    const resumed = await run(['train', '--resume', lockstep.runDir, '--workers', '2', '--data-dir', data]);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stdout).toContain(`going on with the run at step ${at}`);
    expect(readJson(lockstep.runDir, 'summary.json')).toMatchObject({
      weightsSha256: expected,
      stopped: null,
    });
  }, 120_000);

  test('orders before the first step hold from the first step; what is no command is refused', async () => {
    const lockstep = new Cluster();
    await lockstep.lead(1);
    expect(await lockstep.tell({ command: 'resume' })).toMatchObject({
      ok: true,
      message: 'it is not paused',
    });
    for (const wrong of [
      { command: 'dance' },
      { command: 'learning-rate', value: -1 },
      { command: 'pause', more: 1 },
    ]) {
      expect(await lockstep.tell(wrong as Command)).toEqual({
        ok: false,
        message: 'there is no such command',
      });
    }
    const [paused] = await Promise.all([
      lockstep.order({ command: 'pause' }),
      Promise.resolve(lockstep.join('worker-0')),
    ]);
    expect(paused).toBe(0);
    expect(await lockstep.order({ command: 'learning-rate', value: 0.5 })).toBe(0);
    expect(await lockstep.order({ command: 'resume' })).toBe(0);
    await lockstep.reaches(0);
    expect(lockstep.steps[0]).toMatchObject({ step: 0, learningRate: 0.5 });
    await lockstep.tell({ command: 'stop' });
    await lockstep.coordinator.finished;
  }, 120_000);
});

test.skipIf(!natsIsHere)(
  'lockstep status and lockstep send, over NATS (needs nats-server)',
  async () => {
    const nats = await natsServer();
    const runDir = join(temporaryFolder(), `run-${process.pid}`);
    const name = basename(runDir);
    const over = ['--nats', nats.url];
    const args = [
      'train',
      'mnist-mlp',
      '--workers',
      '2',
      '--epochs',
      '1000',
      '--data-dir',
      data,
      '--run-dir',
      runDir,
    ];
    const { prints, finished } = start([...args, ...over]);
    await prints(/Epoch 2\/1000/);
    const paused = await run(['send', name, 'pause', ...over]);
    expect(paused.stdout).toMatch(/^pause: takes effect at step \d+$/m);
    const { stdout } = await run(['status', name, ...over]);
    expect(stdout).toMatch(new RegExp(`^${name} {2}paused {2}waits for resume$`, 'm'));
    expect(stdout).toMatch(/^ {2}rank 1 +worker-1 {2}training/m);
    expect(JSON.parse((await run(['status', name, '--json', ...over])).stdout)).toMatchObject({
      state: 'paused',
      runId: name,
    });
    expect((await run(['send', name, 'learning-rate', ...over])).stderr).toMatch(
      /learning-rate takes a number/,
    );
    expect((await run(['send', name, 'learning-rate', 'fast', ...over])).stderr).toMatch(
      /learning-rate fast: /,
    );
    expect((await run(['send', name, 'learning-rate', '0.01', ...over])).code).toBe(0);
    expect((await run(['send', name, 'stop', ...over])).stdout).toMatch(/^stop: takes effect at step/m);
    const { code, stdout: printed } = await finished;
    expect(code).toBe(0);
    expect(printed).toMatch(
      /paused at step \d+[\s\S]*learning rate 0.01, asked by NATS[\s\S]*Stopped early: a command/,
    );
  },
  60_000,
);
