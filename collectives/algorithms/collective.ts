import { bytesOf } from '../../base/arrays.ts';
import {
  bytesOfNumber,
  FLOWS,
  type Part,
  type Round,
  type Schedule,
  type WireFormat,
} from '../transport/schedule.ts';
import type { Transport } from '../transport/transport.ts';
import { narrow, widen } from './bfloat16.ts';

/** Tells the messages of one collective from those of others that run at the same time. */
export interface CollectiveTag {
  readonly step: number;
  readonly bucket: number;
}

/**
 * Sums `buffer` over all ranks, in place. All ranks call it with equal lengths and tags, and end with the same bits.
 * After a rejection the content of `buffer` is undefined.
 * @throws LockstepError PEER_LOST | TIMEOUT | ABORTED, as the transport does
 */
export type AllReduce = (
  transport: Transport,
  buffer: Float32Array,
  tag: CollectiveTag,
  signal: AbortSignal,
  format?: WireFormat,
) => Promise<void>;

/** What `rank` sends and receives to sum a buffer of `length` numbers. Pure. */
export type Algorithm = (rank: number, worldSize: number, length: number) => Schedule;

/** The all-reduce of an algorithm. */
export function asAllReduce(algorithm: Algorithm): AllReduce {
  return async (transport, buffer, tag, signal, format = 'float32') => {
    const schedule = algorithm(transport.rank, transport.worldSize, buffer.length);
    await carryOut(transport, schedule, buffer, format, tag, signal);
  };
}

/** Runs a schedule, by the transport where it can, else message by message. */
export async function carryOut(
  transport: Transport,
  schedule: Schedule,
  buffer: Float32Array,
  format: WireFormat,
  tag: CollectiveTag,
  signal: AbortSignal,
): Promise<void> {
  if (transport.execute) await transport.execute(schedule, buffer, format, tag, signal);
  else await execute(transport, schedule, buffer, format, tag, signal);
}

/** Runs a schedule over the messages of a transport, as `Transport.execute` does. */
async function execute(
  transport: Transport,
  schedule: Schedule,
  buffer: Float32Array,
  format: WireFormat,
  tag: CollectiveTag,
  signal: AbortSignal,
): Promise<void> {
  const send = ({ peer, sequence, start, end }: Part, copy: boolean) => {
    const numbers = buffer.subarray(start, end);
    const data = format === 'bf16' ? narrow(numbers) : copy ? numbers.slice() : numbers;
    return transport.send(peer, { ...tag, sequence }, bytesOf(data), signal);
  };
  const receive = async ({ peer, sequence, start, end, add }: NonNullable<Round['receive']>) => {
    const numbers = buffer.subarray(start, end);
    const message = { ...tag, sequence };
    if (format === 'bf16') {
      const halves = new Uint16Array((numbers.length * bytesOfNumber(format)) / 2);
      await transport.receive(peer, message, bytesOf(halves), signal);
      widen(halves, numbers, add);
    } else if (add) await transport.receiveAdd(peer, message, numbers, signal);
    else await transport.receive(peer, message, bytesOf(numbers), signal);
  };
  const flow = async (rounds: readonly Round[]) => {
    for (const { send: out, receive: into } of rounds) {
      const overlap = !!out && !!into && out.start < into.end && into.start < out.end;
      await Promise.all([out && send(out, overlap), into && receive(into)]);
    }
  };
  const waiting = schedule.values();
  const run = async () => {
    for (const rounds of waiting) await flow(rounds);
  };
  await Promise.all(Array.from({ length: FLOWS }, run));
}

/** Start of part `index` where `length` is cut into `parts` whose sizes differ by one at most. */
export function partStart(length: number, parts: number, index: number): number {
  return Math.floor((length * index) / parts);
}
