import type { CommandReply, Order } from '../../proto/commands.ts';
import type { EventBus } from '../events/bus.ts';
import type { Journal } from '../store/journal.ts';
import { type Orders, ordered } from './orders.ts';

/** An answer comes within this time even where the order has to wait for workers. */
const ANSWER_MS = 4_000;

/**
 * Takes the orders of a run, from whatever way they come. An order is in the journal before anybody acts on it,
 * and takes effect where the next generation begins: there all ranks stand before the same step, so all obey
 * at that step, and a step without an order pays nothing.
 */
export class CommandDesk {
  readonly #journal: Journal;
  readonly #bus: EventBus;
  #orders: Orders;
  /** Of the checkpoint that is asked for: the step it must have at least. */
  #checkpointFrom = Number.POSITIVE_INFINITY;
  #pending: ((reply: CommandReply) => void)[] = [];

  constructor(journal: Journal, bus: EventBus, orders: Orders) {
    this.#journal = journal;
    this.#bus = bus;
    this.#orders = orders;
  }

  get orders(): Orders {
    return this.#orders;
  }

  /** `act` brings the next generation about. Resolves when the order takes effect, or says what it waits for. */
  async take(order: Order, from: string, act: () => void): Promise<CommandReply> {
    const { paused, stop } = this.#orders;
    if (stop && order.command === 'stop') return { ok: true, message: 'it is told to stop already' };
    if (stop) return { ok: false, message: 'the run is told to stop' };
    if (order.command === 'pause' && paused) return { ok: true, message: 'it is paused already' };
    if (order.command === 'resume' && !paused) return { ok: true, message: 'it is not paused' };
    this.#journal.append({ type: 'command', order });
    this.#orders = ordered(this.#orders, order);
    this.#bus.publish({ type: 'command', order, from });
    const effect = new Promise<CommandReply>((resolve) => {
      const noted = { ok: true, message: 'noted; it takes effect when the next generation begins' };
      const late = setTimeout(() => resolve(noted), ANSWER_MS);
      this.#pending.push((reply) => {
        clearTimeout(late);
        resolve(reply);
      });
    });
    act();
    return await effect;
  }

  /** A generation has begun: what is ordered holds from `step` on. */
  formed(step: number): void {
    if (this.#orders.checkpoint) this.#checkpointFrom = Math.min(this.#checkpointFrom, step);
    for (const answer of this.#pending.splice(0))
      answer({ ok: true, message: `takes effect at step ${step}` });
  }

  checkpointStored(step: number): void {
    if (step < this.#checkpointFrom) return;
    this.#orders = { ...this.#orders, checkpoint: false };
    this.#checkpointFrom = Number.POSITIVE_INFINITY;
  }

  /** The run is over: nothing takes effect any more. */
  close(): void {
    for (const answer of this.#pending.splice(0)) answer({ ok: false, message: 'the run is over' });
  }
}
