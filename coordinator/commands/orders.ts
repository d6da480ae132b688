/** What commands have asked of a run, computed from the journal. Pure. */
import type { Order } from '../../proto/commands.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { JournalEntry } from '../store/journal.ts';

export interface Orders {
  /** How many orders for the learning rate there were so far. */
  readonly rates: number;
  readonly rate: number | undefined;
  readonly paused: boolean;
  /** A checkpoint is asked for and has not come yet. */
  readonly checkpoint: boolean;
  readonly stop: boolean;
}

export const NO_ORDERS: Orders = { rates: 0, rate: undefined, paused: false, checkpoint: false, stop: false };

export function ordered(orders: Orders, order: Order): Orders {
  switch (order.command) {
    case 'pause':
      // A run that is to end cannot wait.
      return { ...orders, paused: !orders.stop };
    case 'resume':
      return { ...orders, paused: false };
    case 'checkpoint':
      return { ...orders, checkpoint: true };
    case 'stop':
      return { ...orders, stop: true, paused: false };
    case 'learning-rate':
      return { ...orders, rates: orders.rates + 1, rate: order.value };
  }
}

/**
 * Orders of earlier coordinators that still hold. A coordinator that comes after one that died carries on with
 * all of them; whoever resumes a run by hand wants it to train: of pause and stop nothing is left then.
 */
export function ordersBefore(entries: readonly JournalEntry[], resumedByHand: boolean): Orders {
  let orders = NO_ORDERS;
  for (const entry of entries) {
    if (entry.type === 'command') orders = ordered(orders, entry.order);
    else if (entry.type === 'checkpoint') orders = { ...orders, checkpoint: false };
    else if (entry.type === 'finished') orders = { ...orders, stop: false };
  }
  return resumedByHand ? { ...orders, paused: false, stop: false, checkpoint: false } : orders;
}

/** As a generation carries them; undefined where nothing is asked. */
export function ordersMessage(orders: Orders): lockstep.v1.Orders.$Properties | undefined {
  const { rates, rate, paused, checkpoint, stop } = orders;
  if (!paused && !checkpoint && !stop && rate === undefined) return undefined;
  return { paused, checkpoint, stop, ...(rate !== undefined && { rate: { number: rates, value: rate } }) };
}
