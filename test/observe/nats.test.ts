/** Events and commands over a real NATS server with JetStream. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { connect } from 'nats';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventSubjects, STREAM } from '../../proto/subjects.ts';
import { writeDigits } from '../support/digits.ts';
import { readEvents, run, start, temporaryFolder } from '../support/lockstep.ts';

const here = spawnSync('nats-server', ['--version']).status === 0;

class Server {
  readonly url: string;
  readonly #port: number;
  readonly #store = temporaryFolder();
  #process: ReturnType<typeof spawn> | undefined;

  constructor(port: number) {
    this.#port = port;
    this.url = `nats://127.0.0.1:${port}`;
    onTestFinished(() => void this.#process?.kill('SIGKILL'));
  }

  async start(): Promise<void> {
    const args = [
      '--jetstream',
      '--store_dir',
      this.#store,
      '--port',
      String(this.#port),
      '--addr',
      '127.0.0.1',
    ];
    const server = spawn('nats-server', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = server;
    await new Promise<void>((resolve, reject) => {
      server.once('exit', (code) => reject(new Error(`nats-server ended with ${code}`)));
      server.stderr.on('data', (text) => String(text).includes('Server is ready') && resolve());
    });
  }

  async stop(): Promise<void> {
    this.#process!.kill('SIGTERM');
    await once(this.#process!, 'exit');
  }

  /** Types of the run's events, in the order of the stream. */
  async events(runId: string): Promise<{ type: string; step?: number }[]> {
    const connection = await connect({ servers: this.url });
    const manager = await connection.jetstreamManager();
    const { num_pending: count } = await manager.consumers.add(STREAM, {
      filter_subject: eventSubjects(runId),
      name: 'reader',
    });
    const consumer = await connection.jetstream().consumers.get(STREAM, 'reader');
    const events: { type: string; step?: number }[] = [];
    if (count > 0)
      for await (const message of await consumer.fetch({ max_messages: count })) events.push(message.json());
    await connection.close();
    return events;
  }
}

async function server(): Promise<Server> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  const result = new Server(port);
  await result.start();
  return result;
}

function trainArguments(nats: Server, epochs: number): { args: string[]; runDir: string } {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 1_000, 100);
  const runDir = join(folder, `run-${process.pid}`);
  const args = ['train', 'mnist-mlp', '--workers', '2', '--epochs', String(epochs), '--data-dir', data];
  return { args: [...args, '--run-dir', runDir, '--nats', nats.url], runDir };
}

/** Events of the run directory that go to NATS: all but the steps of ranks other than 0. */
function expected(runDir: string): string[] {
  const published = readEvents(runDir).filter(({ type, rank }) => type !== 'step' || rank === 0);
  return published.map(({ type, step }) => `${type} ${step ?? ''}`);
}

const named = (events: { type: string; step?: number }[]) =>
  events.map(({ type, step }) => `${type} ${step ?? ''}`);

describe.skipIf(!here)('NATS (needs nats-server)', () => {
  test('every event is in the stream, in order, and watch shows the run', async () => {
    const nats = await server();
    const { args, runDir } = trainArguments(nats, 2);
    const { code, stderr } = await run(args);
    expect(code, stderr).toBe(0);
    expect(named(await nats.events(basename(runDir)))).toEqual(expected(runDir));
    const watched = await run(['watch', basename(runDir), '--nats', nats.url]);
    expect(watched.code, watched.stderr).toBe(0);
    expect(watched.stdout).toMatch(/Epoch 2\/2[\s\S]*val_accuracy/);
  }, 60_000);

  test('a server that is away for a while costs neither a step nor an event', async () => {
    const nats = await server();
    const { args, runDir } = trainArguments(nats, 150);
    const { prints, finished } = start(args);
    await prints(/Epoch 2\/150/);
    await nats.stop();
    await prints(/Epoch 10\/150/);
    await nats.start();
    const { code, stderr } = await finished;
    expect(code, stderr).toBe(0);
    expect(named(await nats.events(basename(runDir)))).toEqual(expected(runDir));
  }, 90_000);

  test('status and stop are answered; a second coordinator of the run is refused', async () => {
    const nats = await server();
    const { args, runDir } = trainArguments(nats, 1000);
    const { prints, finished } = start(args);
    await prints(/Epoch 2\/1000/);
    const asked = await run(['status', basename(runDir), '--nats', nats.url]);
    expect(asked.stdout).toMatch(/generation 1 is training/);
    const rival = join(temporaryFolder(), basename(runDir));
    const refused = await run([...args.slice(0, -4), '--run-dir', rival, '--nats', nats.url]);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/another coordinator holds the lease/);
    expect((await run(['send', basename(runDir), 'stop', '--nats', nats.url])).code).toBe(0);
    const { code, stderr } = await finished;
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/stopped by a command/);
    const silent = await run(['status', basename(runDir), '--nats', nats.url]);
    expect(silent.stderr).toMatch(/no coordinator of run .* answers/);
  }, 60_000);

  test('a server that cannot be reached is named before anything begins', async () => {
    const nats = await server();
    const { args } = trainArguments(nats, 1);
    await nats.stop();
    const { code, stderr } = await run(args);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/NATS does not serve JetStream[\s\S]*nats-server --jetstream/);
    expect(stderr).not.toContain(nats.url);
  }, 30_000);
});
