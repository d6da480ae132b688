/** What a run's journal says, in bounded memory. Pure. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Order } from '../../proto/commands.ts';
import { NO_ORDERS, Orders, ordered } from './orders.ts';

/** Most checkpoints whose hashes are known: those that were stored last. */
const MOST_CHECKPOINTS = 1_000;

const Entry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('generation'), number: z.int().min(1), members: z.array(z.string()) }),
  /** A checkpoint is whole on the disk. */
  z.object({ type: z.literal('checkpoint'), path: z.string(), sha256: z.string() }),
  z.object({ type: z.literal('command'), order: Order }),
  /** Training has come to its end, good or early, with so many epochs. */
  z.object({ type: z.literal('finished'), epochs: z.int() }),
]);
export type JournalEntry = z.infer<typeof Entry>;

const State = z.object({
  /** The latest one: number 0 and no members where there was none. */
  generation: z.object({ number: z.int(), members: z.array(z.string()) }),
  /** Path and sha256 of each checkpoint, the one stored last at the end. */
  checkpoints: z.array(z.tuple([z.string(), z.string()])),
  orders: Orders,
  /** With how many epochs training last came to its end. */
  finished: z.int().optional(),
});
export type JournalState = z.infer<typeof State>;
const Snapshot = z.object({ type: z.literal('snapshot'), sha256: z.string(), state: State });
/** Terms stood in lines of their own in version 0.1. */
const OldTerm = z.object({ type: z.literal('term'), term: z.int().min(1) });

export const NOTHING_TOLD: JournalState = {
  generation: { number: 0, members: [] },
  checkpoints: [],
  orders: NO_ORDERS,
};

/** The state after one more entry. */
export function told(state: JournalState, entry: JournalEntry): JournalState {
  switch (entry.type) {
    case 'generation':
      return { ...state, generation: { number: entry.number, members: entry.members } };
    case 'checkpoint': {
      const others = state.checkpoints.filter(([path]) => path !== entry.path);
      const checkpoints = [...others, [entry.path, entry.sha256] as [string, string]];
      const orders = { ...state.orders, checkpoint: false };
      return { ...state, checkpoints: checkpoints.slice(-MOST_CHECKPOINTS), orders };
    }
    case 'command':
      return { ...state, orders: ordered(state.orders, entry.order) };
    case 'finished':
      return { ...state, finished: entry.epochs, orders: { ...state.orders, stop: false } };
  }
}

/** A state as the line that a journal's file begins with. */
export function snapshotLine(state: JournalState): string {
  return `${JSON.stringify({ type: 'snapshot', sha256: hashOf(state), state })}\n`;
}

/**
 * What a file of a journal says. Undefined where its snapshot is missing or damaged. A half-written line was never acted
 * upon, and a line that was damaged later is lost.
 */
export function stateIn(text: string): JournalState | undefined {
  let state: JournalState | undefined;
  for (const content of linesOf(text)) {
    const snapshot = Snapshot.safeParse(content).data;
    const entry = Entry.safeParse(content).data;
    if (snapshot && snapshot.sha256 === hashOf(snapshot.state)) state = snapshot.state;
    else if (entry && state) state = told(state, entry);
  }
  return state;
}

/** What a journal of version 0.1 says, and its highest term; damaged lines may have held a term each. */
export function oldStateIn(text: string): { term: number; state: JournalState } {
  let [term, damaged, state] = [0, 0, NOTHING_TOLD];
  for (const content of linesOf(text)) {
    const entry = Entry.safeParse(content).data;
    const old = OldTerm.safeParse(content).data;
    if (entry) state = told(state, entry);
    else if (old) term = Math.max(term, old.term);
    else damaged++;
  }
  return { term: term + damaged, state };
}

function* linesOf(text: string): Generator<unknown> {
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      yield JSON.parse(line);
    } catch {
      yield undefined;
    }
  }
}

/** Parsed first, so that the order in which its parts came to be changes nothing. */
function hashOf(state: JournalState): string {
  return createHash('sha256')
    .update(JSON.stringify(State.parse(state)))
    .digest('hex');
}
