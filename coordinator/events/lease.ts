import { randomUUID } from 'node:crypto';
import type { KV, NatsError } from 'nats';
import * as z from 'zod';
import { LockstepError } from '../../base/errors.ts';

const RENEW_MS = 5_000;
/** A lease that was not renewed for this long, in ms, is free. */
export const LEASE_TTL_MS = 20_000;

/** JetStream's error code for a write that does not name the newest revision. */
const WRONG_REVISION = 10071;

const Holder = z.object({ term: z.number(), id: z.string() });

/**
 * The right to lead a run, kept in a KV bucket as `{term, id}`. Every write names the revision that it replaces, so
 * of two coordinators that write at once the server accepts one.
 */
export class Lease {
  readonly #bucket: KV;
  readonly #key: string;
  readonly #term: number;
  readonly #id = randomUUID();
  readonly #onFenced: () => void;
  #revision = 0;
  #timer: NodeJS.Timeout | undefined;
  #renewal: Promise<void> = Promise.resolve();
  #ended = false;

  private constructor(bucket: KV, key: string, term: number, onFenced: () => void) {
    this.#bucket = bucket;
    this.#key = key;
    this.#term = term;
    this.#onFenced = onFenced;
  }

  /** @throws LockstepError STORAGE where a coordinator of this or a later term holds the lease */
  static async take(bucket: KV, key: string, term: number, onFenced: () => void): Promise<Lease> {
    const lease = new Lease(bucket, key, term, onFenced);
    if (!(await lease.#claim())) {
      throw new LockstepError('STORAGE', `another coordinator holds the lease of run ${key}`, {
        hint: `Stop it, or wait ${LEASE_TTL_MS / 1000} s if it is dead`,
      });
    }
    lease.#schedule();
    return lease;
  }

  /** Releases the lease, unless another coordinator has it by now. */
  async release(): Promise<void> {
    this.#end();
    await this.#renewal;
    await this.#bucket.delete(this.#key, { previousSeq: this.#revision }).catch(() => undefined);
  }

  #end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#renewal = this.#renew().finally(() => this.#ended || this.#schedule());
    }, RENEW_MS);
  }

  async #renew(): Promise<void> {
    try {
      this.#revision = await this.#bucket.update(this.#key, this.#value, this.#revision);
      return;
    } catch {
      // Refused, or the server is unreachable: the bucket's content decides.
    }
    // An unreachable server fences nobody: the next renewal asks again.
    const claimed = await this.#claim().catch(() => true);
    if (claimed || this.#ended) return;
    this.#end();
    this.#onFenced();
  }

  /** False where a rival of this or a later term holds the lease. Rejects where the server is unreachable. */
  async #claim(): Promise<boolean> {
    const entry = await this.#bucket.get(this.#key);
    const held = entry?.operation === 'PUT' ? Holder.parse(entry.json()) : undefined;
    if (held && held.id !== this.#id && held.term >= this.#term) return false;
    try {
      this.#revision = held
        ? await this.#bucket.update(this.#key, this.#value, entry!.revision)
        : await this.#bucket.create(this.#key, this.#value);
      return true;
    } catch (raw) {
      // Another coordinator wrote between our read and our write: read again.
      if ((raw as NatsError).api_error?.err_code === WRONG_REVISION) return this.#claim();
      throw raw;
    }
  }

  get #value(): string {
    return JSON.stringify({ term: this.#term, id: this.#id });
  }
}
