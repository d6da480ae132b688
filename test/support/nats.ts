/** A real NATS server with JetStream for one test. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'nats';
import { onTestFinished } from 'vitest';
import { eventSubjects, STREAM } from '../../proto/subjects.ts';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './lockstep.ts';

export const natsIsHere = spawnSync('nats-server', ['--version']).status === 0;

export class NatsServer {
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
      let said = '';
      server.once('exit', (code) => reject(new Error(`nats-server ended with ${code}:\n${said}`)));
      server.stderr.on('data', (text) => {
        said = (said + text).slice(-5_000);
        if (said.includes('Server is ready')) resolve();
      });
    });
  }

  async stop(): Promise<void> {
    const ended = once(this.#process!, 'exit');
    this.#process!.kill('SIGTERM');
    await ended;
  }

  /** Number of the run's events in the stream. */
  async count(runId: string): Promise<number> {
    const connection = await connect({ servers: this.url });
    const manager = await connection.jetstreamManager();
    const { state } = await manager.streams.info(STREAM, { subjects_filter: eventSubjects(runId) });
    await connection.close();
    return Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0);
  }

  /** Types of the run's events, in the order of the stream. */
  async events(runId: string): Promise<{ type: string; step?: number }[]> {
    const connection = await connect({ servers: this.url });
    const manager = await connection.jetstreamManager();
    const { num_pending: count } = await manager.consumers.add(STREAM, {
      filter_subject: eventSubjects(runId),
      name: `reader-${runId}`,
    });
    const consumer = await connection.jetstream().consumers.get(STREAM, `reader-${runId}`);
    const events: { type: string; step?: number }[] = [];
    if (count > 0)
      for await (const message of await consumer.fetch({ max_messages: count })) events.push(message.json());
    await connection.close();
    return events;
  }
}

export async function natsServer(): Promise<NatsServer> {
  const result = new NatsServer(await freePort());
  await result.start();
  return result;
}
