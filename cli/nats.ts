import { connect, DeliverPolicy, type NatsConnection } from 'nats';
import { LockstepError } from '../proto/errors.ts';
import type { RunEvent } from '../proto/events.ts';
import { type Command, type CommandReply, commandSubject, eventSubjects, STREAM } from '../proto/subjects.ts';
import { ProgressView } from './progress.ts';
import { Terminal } from './terminal.ts';

export interface NatsFlags {
  nats: string;
}

const CONNECT_MS = 5_000;
const REPLY_MS = 5_000;
const FETCH_MS = 1_000;
/** A watcher that went away is forgotten after this. */
const FORGOTTEN_NS = 60e9;

async function open({ nats }: NatsFlags): Promise<NatsConnection> {
  try {
    return await connect({ servers: nats, timeout: CONNECT_MS });
  } catch (cause) {
    throw new LockstepError('UNREACHABLE', 'no NATS server answers at the address of --nats', {
      mend: 'Check the address, and that the server runs',
      cause,
    });
  }
}

/** `lockstep watch`: a run's progress from anywhere, from its beginning until its end. */
export async function watchRun(run: string, flags: NatsFlags, signal: AbortSignal): Promise<void> {
  const terminal = new Terminal();
  const connection = await open(flags);
  try {
    const manager = await connection.jetstreamManager();
    const { name } = await manager.consumers.add(STREAM, {
      filter_subject: eventSubjects(run),
      deliver_policy: DeliverPolicy.All,
      inactive_threshold: FORGOTTEN_NS,
    });
    const consumer = await connection.jetstream().consumers.get(STREAM, name);
    const view = new ProgressView({ color: terminal.color, workers: 0 });
    while (!signal.aborted) {
      for await (const message of await consumer.fetch({ max_messages: 256, expires: FETCH_MS })) {
        message.ack();
        const event = message.json<RunEvent>();
        for (const { text, live } of view.lines(event)) live ? terminal.show(text) : terminal.print(text);
        if (event.type === 'run_failed') terminal.print(`failed: ${event.message}`);
        if (event.type === 'run_finished' || event.type === 'run_failed') return;
      }
    }
    signal.throwIfAborted();
  } finally {
    terminal.clear();
    await connection.close();
  }
}

/** `lockstep status` and `lockstep send`: asks a run's coordinator. @throws LockstepError UNREACHABLE | ABORTED */
export async function askRun(run: string, command: Command['command'], flags: NatsFlags): Promise<void> {
  const connection = await open(flags);
  try {
    const request = JSON.stringify({ command } satisfies Command);
    const reply = await connection
      .request(commandSubject(run), request, { timeout: REPLY_MS })
      .catch((cause) => {
        throw new LockstepError('UNREACHABLE', `no coordinator of run ${run} answers`, {
          mend: 'Check the name of the run; it may have ended',
          cause,
        });
      });
    const { ok, message } = reply.json<CommandReply>();
    if (!ok) throw new LockstepError('ABORTED', message);
    new Terminal().print(message);
  } finally {
    await connection.close();
  }
}
