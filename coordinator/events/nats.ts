import { connect, type JetStreamClient, type NatsConnection } from 'nats';
import { steadyClock } from '../../base/clock.ts';
import { LockstepError } from '../../base/errors.ts';
import { natsTarget } from '../../net/nats-target.ts';
import { type Command, type CommandReply, parseCommand } from '../../proto/commands.ts';
import type { RunEvent } from '../../proto/events.ts';
import { commandSubject, eventSubject, eventSubjects, LEASES, STREAM, token } from '../../proto/subjects.ts';
import { LEASE_TTL_MS, Lease } from './lease.ts';
import type { EventOutlet } from './outlet.ts';

/** Most events kept while the server is unreachable; beyond that the oldest are dropped, and counted. */
export const MOST_KEPT = 10_000;
const CONNECT_MS = 15_000;
const PUBLISH_MS = 5_000;
const RETRY_MS = 500;
/** Longest that the events left at the end may take, in ms. */
const END_MS = 30_000;
const KEPT_FOR_NS = 7 * 24 * 3600 * 1e9;

export interface NatsOptions {
  /** `nats://host:port`. A user and password, or a token, in it are used and never logged. */
  readonly url: string;
  readonly runId: string;
  readonly term: number;
  readonly onDropped: () => void;
  readonly onCommand: (command: Command) => Promise<CommandReply>;
  /** Called when another coordinator holds the lease of the run. */
  readonly onFenced: (error: LockstepError) => void;
}

/** Publishes a run's events to JetStream, answers commands, and holds the run's lease. */
export class NatsLink implements EventOutlet {
  readonly #options: NatsOptions;
  readonly #connection: NatsConnection;
  readonly #stream: JetStreamClient;
  readonly #lease: Lease;
  readonly #queue: { event: RunEvent; number: number }[] = [];
  #heard = 0;
  #busy: Promise<void> | undefined;
  #giveUpAt = Number.POSITIVE_INFINITY;

  private constructor(
    options: NatsOptions,
    connection: NatsConnection,
    stream: JetStreamClient,
    lease: Lease,
  ) {
    this.#options = options;
    this.#connection = connection;
    this.#stream = stream;
    this.#lease = lease;
  }

  /** @throws LockstepError UNREACHABLE where there is no JetStream, STORAGE where another coordinator leads the run */
  static async open(options: NatsOptions): Promise<NatsLink> {
    let connection: NatsConnection | undefined;
    try {
      connection = await connect({
        ...natsTarget(options.url),
        timeout: CONNECT_MS,
        maxReconnectAttempts: -1,
        reconnectTimeWait: RETRY_MS,
      });
      const manager = await connection.jetstreamManager();
      const about = { name: STREAM, subjects: [eventSubjects()], max_age: KEPT_FOR_NS };
      await manager.streams.info(STREAM).catch(() => manager.streams.add(about));
      const stream = connection.jetstream();
      const leases = await stream.views.kv(LEASES, { ttl: LEASE_TTL_MS });
      const { runId, term, onFenced } = options;
      const lease = await Lease.take(leases, token(runId), term, () =>
        onFenced(new LockstepError('ABORTED', `another coordinator leads run ${runId} now`)),
      );
      const link = new NatsLink(options, connection, stream, lease);
      link.#answer();
      return link;
    } catch (raw) {
      await connection?.close();
      if (raw instanceof LockstepError) throw raw;
      throw new LockstepError(
        'UNREACHABLE',
        `NATS does not serve JetStream at the given address: ${(raw as Error).message}`,
        {
          hint: 'Check --nats and start the server with nats-server --jetstream',
          cause: raw,
        },
      );
    }
  }

  hear(event: RunEvent): void {
    // Only rank 0's step events are published: they have the figures of the whole global batch.
    if (event.type === 'step' && !event.logs) return;
    this.#queue.push({ event, number: this.#heard++ });
    if (this.#queue.length > MOST_KEPT) {
      this.#queue.shift();
      this.#options.onDropped();
    }
    this.#busy ??= this.#drain().finally(() => {
      this.#busy = undefined;
    });
  }

  /** Publishes the events left in the queue, for `END_MS` at most where the server is away, and releases the lease. */
  async close(): Promise<void> {
    this.#giveUpAt = steadyClock() + END_MS;
    await this.#busy;
    await this.#lease.release();
    await this.#connection.close();
  }

  async #drain(): Promise<void> {
    const { runId, term, onDropped } = this.#options;
    while (this.#queue.length > 0) {
      const { event, number } = this.#queue[0]!;
      const payload = JSON.stringify(event);
      // No later attempt would make it smaller.
      if (Buffer.byteLength(payload) > (this.#connection.info?.max_payload ?? Number.POSITIVE_INFINITY)) {
        this.#queue.shift();
        onDropped();
        continue;
      }
      try {
        // By the message id the server drops what a retry sends twice.
        const msgID = `${runId}/${term}/${number}`;
        await this.#stream.publish(eventSubject(runId, event.type), payload, { msgID, timeout: PUBLISH_MS });
        if (this.#queue[0]?.number === number) this.#queue.shift();
      } catch {
        // The server is unreachable: the queue keeps the events meanwhile.
        if (steadyClock() >= this.#giveUpAt) return;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  #answer(): void {
    const { runId, onCommand } = this.#options;
    this.#connection.subscribe(commandSubject(runId), {
      callback: (error, message) => {
        if (error) return;
        const command = parseCommand(message.string());
        const reply = command
          ? onCommand(command)
          : Promise.resolve({ ok: false, message: 'there is no such command' });
        // Whoever asked may be gone by then, or the connection.
        reply.then((answer) => message.respond(JSON.stringify(answer))).catch(() => undefined);
      },
    });
  }
}
