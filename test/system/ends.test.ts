/** How runs begin and end, seen from outside: whatever happens, a process ends, once, and says why. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { writeDigits } from '../support/digits.ts';
import { MAIN, readEvents, run, start, temporaryFolder } from '../support/lockstep.ts';

const TOKEN = 'a-token-for-tests-0123456789';
const env = { LOCKSTEP_TOKEN: TOKEN };

interface JobParts {
  /** Body of the loader, before it gives `rows` records of four zeros and a label. */
  readonly load?: string;
  readonly rows?: number;
  readonly callbacks?: string;
  /** Statements of the module. */
  readonly module?: string;
}

/** A job of the user's own with small data. */
function job(folder: string, { load = '', rows = 64, callbacks = '[]', module = '' }: JobParts): string {
  const path = join(folder, 'job.ts');
  writeFileSync(
    path,
    `import { defineJob } from 'lockstep';
    ${module}
    const split = (length: number) => ({ length, columns: [
      { name: 'x', type: 'uint8', shape: [4], values: new Uint8Array(4 * length) },
      { name: 'y', type: 'uint8', shape: [], values: Uint8Array.from({ length }, (_, i) => i % 10) },
    ] });
    export default defineJob({
      name: 'ends', batchSize: 8, epochs: 1, callbacks: ${callbacks}, loss: 'categoricalCrossentropy',
      data: { name: 'd',
        inputs: [{ name: 'x', column: 'x', shape: [4], encoding: { kind: 'scale', scale: 1 } }],
        targets: [{ name: 'y', column: 'y', shape: [10], encoding: { kind: 'oneHot', depth: 10 } }],
        loader: { kind: 'custom', load: async () => { ${load}
          return { name: 'd', provenance: 'made', substitute: false, train: split(${rows}), test: split(10) } as any; } } },
      model: (tf) => tf.sequential({ layers: [tf.layers.dense({ units: 10, activation: 'softmax', inputShape: [4] })] }),
      optimizer: (tf) => tf.train.sgd(0.01),
    });`,
  );
  return path;
}

const logsOf = (runDir: string) =>
  readdirSync(join(runDir, 'logs')).map((name) => readFileSync(join(runDir, 'logs', name), 'utf8'));

/** How often each worker was started. */
const lives = (runDir: string) => logsOf(runDir).map((log) => log.split('joined run').length - 1);

describe('a run that is over', () => {
  test('its workers end by themselves, nobody asks them to', async () => {
    const folder = temporaryFolder();
    const data = writeDigits(join(folder, 'data'), 400, 100);
    const runDir = join(folder, 'run');
    const args = ['train', 'mnist-mlp', '--workers', '2', '--epochs', '1', '--data-dir', data];
    const { code, stderr } = await run([...args, '--run-dir', runDir]);
    expect([code, stderr]).toEqual([0, '']);
    for (const log of logsOf(runDir)) {
      expect(log).toContain('the run is complete');
      expect(log).not.toContain('stopped by');
    }
  });

  test('a worker ends with it, though its standard input stays open', async () => {
    const folder = temporaryFolder();
    const runDir = join(folder, 'run');
    const args = ['coordinator', job(folder, {}), '--workers', '1', '--port', '0', '--run-dir', runDir];
    const coordinator = start(args, { env });
    const [, port] = await coordinator.prints(/"port":(\d+)/);
    const worker = spawn(process.execPath, [MAIN, 'worker', '--coordinator', `127.0.0.1:${port}`], {
      env: { ...process.env, ...env, LOCKSTEP_LIFELINE: 'stdin' },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    onTestFinished(() => void worker.kill('SIGKILL'));
    // Null where a signal has ended it.
    expect(await once(worker, 'exit')).toEqual([0, null]);
    expect((await coordinator.finished).code).toBe(0);
  });
});

describe('a run that does not begin', () => {
  test('Ctrl-C while the job loads its data ends the run, and nothing else is said', async () => {
    const folder = temporaryFolder();
    const load = `console.log('loading'); await new Promise((resolve) => setTimeout(resolve, 3_600_000));`;
    const train = start(['train', job(folder, { load }), '--workers', '1']);
    await train.prints(/loading/);
    train.child.kill('SIGINT');
    const { stderr } = await train.finished;
    // The loader is still at it: the process ends by the signal.
    expect(train.child.signalCode).toBe('SIGINT');
    expect(stderr).toMatch(/^[^\n]*stopped by SIGINT \(ABORTED\)\n$/);
  });

  test('a worker that looks for its coordinator ends when it is asked to', async () => {
    const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sought = once(server, 'connection');
    const args = ['worker', '--coordinator', `127.0.0.1:${port}`, '--join-deadline', '3600000'];
    const worker = start(args, { env });
    await sought;
    worker.child.kill('SIGTERM');
    const { stderr } = await worker.finished;
    expect(stderr).toContain('stopped by SIGTERM');
  });

  test('a port that is none is refused before any work', async () => {
    const { code, stderr } = await run(['train', 'mnist-mlp', '--metrics-port', '99999']);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/It must be a port: 0 to 65535/)]);
  });

  test('the port of the page is taken: the coordinator ends, and leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as { port: number };
    const runDir = join(folder, 'run');
    const args = ['coordinator', job(folder, {}), '--workers', '1', '--port', '0', '--run-dir', runDir];
    const { code, stdout, stderr } = await run([...args, '--trace', '--metrics-port', String(port)], env);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/cannot listen on .*ADDRESS_IN_USE/)]);
    expect(stdout).not.toContain('waiting for workers');
    expect(existsSync(runDir)).toBe(false);
  });
});

describe('a defect of the job or its data ends the run once, under its own name', () => {
  test('a callback that fails late', async () => {
    const folder = temporaryFolder();
    const runDir = join(folder, 'run');
    const callbacks = `[{ name: 'mine', initial: null, onStep: (state, { step }) => {
      if (step === 40) throw new Error('not this step');
      return { state };
    } }]`;
    const path = job(folder, { rows: 4_000, callbacks });
    const { code, stderr } = await run(['train', path, '--workers', '2', '--run-dir', runDir]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/callback mine fails: not this step.*\(BAD_INPUT\)/),
    ]);
    const failures = readEvents(runDir).filter(({ type }) => type === 'run_failed');
    expect(failures).toEqual([expect.objectContaining({ code: 'BAD_INPUT' })]);
    expect(lives(runDir)).toEqual([1, 1]);
  });

  test('what a job throws outside of any promise', async () => {
    const folder = temporaryFolder();
    const runDir = join(folder, 'run');
    const module = `if (process.argv.includes('worker'))
      setTimeout(() => { throw new TypeError('thrown out of a timer'); }, 100);`;
    const { code, stderr } = await run([
      ...['train', job(folder, { module, rows: 400_000 }), '--workers', '2', '--run-dir', runDir],
    ]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/worker-\d: .*thrown out of a timer/)]);
    const failures = readEvents(runDir).filter(({ type }) => type === 'run_failed');
    expect(failures).toHaveLength(1);
    expect(Math.max(...lives(runDir))).toBe(1);
  });

  test('what is thrown out of a timer of the coordinator itself', async () => {
    const folder = temporaryFolder();
    const runDir = join(folder, 'run');
    const begun = join(runDir, 'events.jsonl');
    const module = `const fs = require('node:fs');
      const look = () => {
        if (fs.existsSync('${begun}') && fs.readFileSync('${begun}', 'utf8').includes('run_started'))
          throw new TypeError('thrown out of a timer');
        setTimeout(look, 10);
      };
      if (process.argv.includes('train')) look();`;
    const args = ['train', job(folder, { module, rows: 400_000 }), '--workers', '1', '--run-dir', runDir];
    const { code, stderr } = await run(args);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/thrown out of a timer \(INTERNAL\)/)]);
    expect(readEvents(runDir).at(-1)).toMatchObject({ type: 'run_failed', code: 'INTERNAL' });
  });
});
