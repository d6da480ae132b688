/** What commands have asked of a run. Pure. */
import * as z from 'zod';
import type { Order } from '../../proto/commands.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';

export const Orders = z.object({
  /** How many orders for the learning rate there were so far. */
  rates: z.int(),
  rate: z.number().optional(),
  paused: z.boolean(),
  /** A checkpoint is asked for and has not come yet. */
  checkpoint: z.boolean(),
  stop: z.boolean(),
});
export type Orders = Readonly<z.infer<typeof Orders>>;

export const NO_ORDERS: Orders = { rates: 0, paused: false, checkpoint: false, stop: false };

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
 * What still holds where a coordinator takes up a run. One that comes after a coordinator that died carries on with all
 * orders; whoever resumes a run by hand wants it to train: of pause and stop nothing is left then.
 */
export function ordersLeft(orders: Orders, resumedByHand: boolean): Orders {
  return resumedByHand ? { ...orders, paused: false, stop: false, checkpoint: false } : orders;
}

/** As a generation carries them; undefined where nothing is asked. */
export function ordersMessage(orders: Orders): lockstep.v1.Orders.$Properties | undefined {
  const { rates, rate, paused, checkpoint, stop } = orders;
  if (!paused && !checkpoint && !stop && rate === undefined) return undefined;
  return { paused, checkpoint, stop, ...(rate !== undefined && { rate: { number: rates, value: rate } }) };
}
