/** What a run can be told while it trains, by whatever way: NATS, the live page. */
import * as z from 'zod';

/** What changes a run. */
export const Order = z.discriminatedUnion('command', [
  /** Make no further step until `resume`; the workers stay. */
  z.strictObject({ command: z.literal('pause') }),
  z.strictObject({ command: z.literal('resume') }),
  /** Store a checkpoint now. */
  z.strictObject({ command: z.literal('checkpoint') }),
  /** End the training in good order: the model is kept, and the run can be resumed. */
  z.strictObject({ command: z.literal('stop') }),
  /** Learning rate of the first optimizer, before the job's schedule; others move in proportion. */
  z.strictObject({ command: z.literal('learning-rate'), value: z.number().positive().max(1e6) }),
]);
export type Order = z.infer<typeof Order>;

export function describeOrder(order: Order): string {
  return order.command === 'learning-rate' ? `learning rate ${order.value}` : order.command;
}

/** An order, or `status`: what the run is doing. */
export const Command = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('status') }),
  ...Order.options,
]);
export type Command = z.infer<typeof Command>;

export interface CommandReply {
  readonly ok: boolean;
  /** What comes of it and at which step, or why it is refused. */
  readonly message: string;
  /** With the answer to `status`. */
  readonly status?: RunStatus;
}

/** A run in figures; what is unknown is null. */
export interface RunStatus {
  readonly runId: string;
  readonly job: string;
  readonly dataset: string;
  readonly state: RunState;
  /** Why the coordinator does what it does, in words. */
  readonly reason: string;
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly totalSteps: number;
  readonly samplesPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly learningRate: number | null;
  /** Last values of the training, and of the last evaluation (`val_...`). */
  readonly logs: Readonly<Record<string, number>>;
  readonly generation: number;
  readonly recoveries: number;
  readonly workers: readonly WorkerStatus[];
  /** The newest one. */
  readonly checkpoint: { readonly step: number; readonly time: number } | null;
}

export const RUN_STATES = [
  ...['waiting', 'training', 'paused', 'recovering'],
  ...['interrupted', 'finished', 'failed'],
] as const;
export type RunState = (typeof RUN_STATES)[number];

export interface WorkerStatus {
  readonly id: string;
  /** Null outside of a generation. */
  readonly rank: number | null;
  readonly state: 'joined' | 'ready' | 'training' | 'lost';
  /** Smoothed time of its steps, in ms by phase; null before the first. */
  readonly phases: Readonly<Record<string, number>> | null;
}

/** A command from what came over a wire; undefined for anything else. */
export function parseCommand(text: string): Command | undefined {
  try {
    return Command.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
