import { connect, DeliverPolicy, type NatsConnection } from 'nats';
import { LockstepError } from '../../base/errors.ts';
import { natsTarget } from '../../net/nats-target.ts';
import { type Command, type CommandReply, Order } from '../../proto/commands.ts';
import type { RunEvent } from '../../proto/events.ts';
import { commandSubject, eventSubjects, STREAM } from '../../proto/subjects.ts';
import { ProgressView } from '../terminal/progress.ts';
import { Terminal } from '../terminal/terminal.ts';
import { statusLines } from './status.ts';

export interface NatsFlags {
  nats: string;
}

const CONNECT_MS = 15_000;
/** Well beyond the few seconds after which a coordinator answers an order that still waits. Where there is none, the server says so at once. */
const REPLY_MS = 15_000;
const FETCH_MS = 1_000;
/** A watcher that went away is forgotten after this. */
const FORGOTTEN_NS = 60e9;

async function open({ nats }: NatsFlags): Promise<NatsConnection> {
  try {
    return await connect({ ...natsTarget(nats), timeout: CONNECT_MS });
  } catch (cause) {
    throw new LockstepError('UNREACHABLE', 'no NATS server answers at the address of --nats', {
      hint: 'Check the address, and that the server runs',
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
        terminal.tell(view.lines(event));
        if (event.type === 'run_interrupted')
          terminal.print(`interrupted: ${event.reason}; watching for the next coordinator`);
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

/** `lockstep status`: what a run is doing. @throws LockstepError UNREACHABLE */
export async function showStatus(run: string, flags: NatsFlags & { json?: boolean }): Promise<void> {
  const { status } = await ask(run, { command: 'status' }, flags);
  const terminal = new Terminal();
  if (!status) throw new LockstepError('PROTOCOL_MISMATCH', `the coordinator of ${run} gives no figures`);
  if (flags.json) return terminal.print(JSON.stringify(status, null, 2));
  for (const line of statusLines(status, { color: terminal.color, now: Date.now() })) terminal.print(line);
}

/** `lockstep send`: tells a run something. @throws LockstepError BAD_INPUT | UNREACHABLE | ABORTED where it refuses */
export async function sendCommand(
  run: string,
  command: string,
  value: string | undefined,
  flags: NatsFlags,
): Promise<void> {
  const wantsValue = command === 'learning-rate';
  if (wantsValue !== (value !== undefined)) {
    const hint = wantsValue ? `lockstep send ${run} learning-rate 0.0005` : `lockstep send ${run} ${command}`;
    throw new LockstepError('BAD_INPUT', `${command} takes ${wantsValue ? 'a number' : 'no value'}`, {
      hint,
    });
  }
  const parsed = Order.safeParse({ command, ...(wantsValue && { value: Number(value) }) });
  if (!parsed.success) {
    throw new LockstepError('BAD_INPUT', `${command} ${value}: ${parsed.error.issues[0]!.message}`);
  }
  const { message } = await ask(run, parsed.data, flags);
  new Terminal().print(`${command}: ${message}`);
}

async function ask(run: string, command: Command, flags: NatsFlags): Promise<CommandReply> {
  const connection = await open(flags);
  try {
    const answer = await connection
      .request(commandSubject(run), JSON.stringify(command), { timeout: REPLY_MS })
      .catch((cause) => {
        throw new LockstepError('UNREACHABLE', `no coordinator of run ${run} answers`, {
          hint: 'Check the name of the run; it may have ended',
          cause,
        });
      });
    const reply = answer.json<CommandReply>();
    if (!reply.ok) throw new LockstepError('ABORTED', reply.message);
    return reply;
  } finally {
    await connection.close();
  }
}
