import type { CommandReply, Order } from '../../proto/commands.ts';
import type { EventBus } from '../events/bus.ts';
import type { Journal } from '../store/journal.ts';
import { type Orders, ordered } from '../store/orders.ts';

/** Longest until a command is answered, in ms, even where its order still waits for workers. */
const ANSWER_MS = 4_000;

/**
 * Takes the orders of a run, from the page, NATS or a terminal. An order is journalled before anybody acts on it. It
 * takes effect where the next generation begins: there all ranks stand before the same step, so all carry it out at
 * that step, and steps need not ask for orders.
 */
export class CommandDesk {
  readonly #journal: Journal;
  readonly #bus: EventBus;
  #orders: Orders;
  /** A checkpoint of this step or a later one is the one that was asked for. */
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

  /**
   * Takes an order. Resolves when it takes effect, or after `ANSWER_MS` with what it waits for.
   * @param from how the order came, for the event
   * @param act brings about the next generation
   * @throws LockstepError STORAGE, ABORTED as `Journal.append`
   */
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
      const accepted = { ok: true, message: 'accepted; it takes effect when the next generation begins' };
      const late = setTimeout(() => resolve(accepted), ANSWER_MS);
      this.#pending.push((reply) => {
        clearTimeout(late);
        resolve(reply);
      });
    });
    act();
    return await effect;
  }

  /** A generation begins at `step`: all orders so far take effect there. */
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

  /** The run is over: refuses the orders that have not taken effect. */
  close(): void {
    for (const answer of this.#pending.splice(0)) answer({ ok: false, message: 'the run is over' });
  }
}
