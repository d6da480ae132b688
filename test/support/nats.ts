/** A real NATS server with JetStream for one test. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'nats';
import { onTestFinished } from 'vitest';
import { eventSubjects, STREAM } from '../../proto/subjects.ts';
import { killed, temporaryFolder } from './lockstep.ts';

export const natsIsHere = spawnSync('nats-server', ['--version']).status === 0;

export class NatsServer {
  /** Where it listens: it takes a free port, and after a stop the same one again. */
  url = '';
  #port = -1;
  readonly #store = temporaryFolder();
  #process: ChildProcess | undefined;

  constructor() {
    onTestFinished(async () => this.#process && (await killed(this.#process)));
  }

  async start(): Promise<void> {
    const where = ['--port', String(this.#port), '--addr', '127.0.0.1'];
    const server = spawn('nats-server', ['--jetstream', '--store_dir', this.#store, ...where], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = server;
    const said = await new Promise<string>((resolve, reject) => {
      let text = '';
      server.once('error', reject);
      server.once('close', (code) => reject(new Error(`nats-server ended with ${code}:\n${text}`)));
      server.stderr.on('data', (more) => {
        text += more;
        if (text.includes('Server is ready')) resolve(text);
      });
    });
    this.#port = Number(/client connections on 127\.0\.0\.1:(\d+)/.exec(said)![1]);
    this.url = `nats://127.0.0.1:${this.#port}`;
  }

  async stop(): Promise<void> {
    const gone = once(this.#process!, 'exit');
    this.#process!.kill('SIGTERM');
    await gone;
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
  const result = new NatsServer();
  await result.start();
  return result;
}
