import type { lockstep } from '../../proto/gen/lockstep.js';
import {
  checkpointReplaced,
  checkpointStored,
  emptyMembership,
  generationBroken,
  generationFormed,
  generationSeen,
  type Membership,
  type StoredCheckpoint,
  workerChanged,
  workerDoubted,
  workerJoined,
  workerLost,
} from '../membership/state.ts';

/** The downward half of a worker's session. */
export interface Session {
  send(directive: lockstep.v1.Directive.$Properties): void;
  /** Ends the session from our side. */
  close(): void;
}

/** Hears of the changes to a roster. */
export interface RosterListener {
  workerLost(workerId: string, reason: string): void;
  /** A generation has ended; called once for each, whatever ended it. `planned`: nobody failed. */
  generationBroken(number: number, reason: string, planned: boolean): void;
}

/** The workers of a run: their membership, and the session of each. */
export class Roster {
  readonly #now: () => number;
  readonly #listener: RosterListener;
  readonly #sessions = new Map<string, Session>();
  /** Ids of the workers that were told to leave their generation. */
  readonly #interrupted = new Set<string>();
  #membership: Membership;

  constructor(now: () => number, listener: RosterListener, inherited?: Membership) {
    this.#now = now;
    this.#listener = listener;
    this.#membership = inherited ?? emptyMembership(now());
  }

  get membership(): Membership {
    return this.#membership;
  }

  has(workerId: string): boolean {
    return this.#membership.workers.has(workerId);
  }

  /** Registers a worker. An earlier process of the same id is lost, and its session closed. */
  join(workerId: string): void {
    this.lose(workerId, 'registered anew');
    this.#sessions.get(workerId)?.close();
    this.#sessions.delete(workerId);
    this.#membership = workerJoined(this.#membership, workerId, this.#now());
  }

  /** A worker that survived an earlier coordinator goes on in the latest generation; any other one it must leave. */
  attach(workerId: string, session: Session, attach: lockstep.v1.Attach.$Properties): void {
    this.#sessions.get(workerId)?.close();
    this.#sessions.set(workerId, session);
    this.heard(workerId);
    this.change(workerId, { address: attach.peerAddress ?? '' });
    const number = attach.generation ?? 0;
    this.#membership = generationSeen(this.#membership, attach.newestGeneration ?? 0, this.#now());
    if (number === 0) return;
    const { generation } = this.#membership;
    const rank = generation?.members.indexOf(workerId) ?? -1;
    const committedSteps = attach.position?.committedSteps ?? 0;
    this.change(workerId, { status: 'training', hasState: true, committedSteps });
    if (generation?.number === number && generation.broken === undefined && rank >= 0) {
      this.change(workerId, { rank });
    } else {
      this.send(workerId, { interrupt: { generation: number, reason: 'a new coordinator leads the run' } });
    }
  }

  /** False for a session that a later one of the same worker has replaced. */
  isSession(workerId: string, session: Session): boolean {
    return this.#sessions.get(workerId) === session;
  }

  storeCheckpoint(checkpoint: StoredCheckpoint): void {
    this.#membership = checkpointStored(this.#membership, checkpoint);
  }

  replaceCheckpoint(checkpoint: StoredCheckpoint | undefined): void {
    this.#membership = checkpointReplaced(this.#membership, checkpoint);
  }

  /** @returns false where another session has taken this one's place */
  detach(workerId: string, session: Session): boolean {
    return this.#sessions.get(workerId) === session && this.#sessions.delete(workerId);
  }

  /** The worker has given a sign of life. */
  heard(workerId: string): void {
    this.change(workerId, { lastSeen: this.#now() });
  }

  change(workerId: string, change: Parameters<typeof workerChanged>[2]): void {
    this.#membership = workerChanged(this.#membership, workerId, change);
  }

  lose(workerId: string, reason: string, planned = false): void {
    if (!this.has(workerId)) return;
    this.#noteBroken(planned, () => {
      this.#membership = workerLost(this.#membership, workerId, reason, this.#now(), planned);
    });
    this.#interrupted.delete(workerId);
    this.#listener.workerLost(workerId, reason);
  }

  evict(workerId: string, reason: string): void {
    this.#sessions.get(workerId)?.close();
    this.lose(workerId, reason);
  }

  breakGeneration(reason: string, planned = false): void {
    this.#noteBroken(planned, () => {
      this.#membership = generationBroken(this.#membership, reason, this.#now(), planned);
    });
  }

  /** Leaves a worker out of generations until the time `until`, in ms; a generation it trains in ends. */
  holdBack(workerId: string, until: number, reason: string): void {
    const training = this.#membership.workers.get(workerId)?.status === 'training';
    this.#membership = workerChanged(this.#membership, workerId, {
      heldBackUntil: until,
      doubts: 1,
      straggledSince: undefined,
    });
    if (training) this.breakGeneration(reason, true);
  }

  /** A member of `generation` cannot connect to the member `rank` at `step`. */
  doubt(generation: number, rank: number, step: number): void {
    const latest = this.#membership.generation;
    const member = latest?.number === generation ? latest.members[rank] : undefined;
    if (member !== undefined) this.#membership = workerDoubted(this.#membership, member, step);
  }

  /** The coordinator could hear nobody for `ms`, so that silence counts against no worker. */
  excuse(ms: number): void {
    for (const { id, lastSeen } of this.#membership.workers.values()) {
      this.#membership = workerChanged(this.#membership, id, {
        lastSeen: Math.min(this.#now(), lastSeen + ms),
      });
    }
  }

  formGeneration(ids: readonly string[], nextStep: number, paused: boolean): number {
    this.#membership = generationFormed(this.#membership, ids, nextStep, this.#now(), paused);
    this.#interrupted.clear();
    return this.#membership.generation!.number;
  }

  /** Tells each worker that still trains, once, to leave the generation. */
  interruptTraining(reason: string): void {
    const generation = this.#membership.generation?.number ?? 0;
    for (const worker of this.#membership.workers.values()) {
      if (worker.status !== 'training' || this.#interrupted.has(worker.id)) continue;
      this.#interrupted.add(worker.id);
      this.send(worker.id, { interrupt: { generation, reason } });
    }
  }

  send(workerId: string, directive: lockstep.v1.Directive.$Properties): void {
    this.#sessions.get(workerId)?.send(directive);
  }

  /** Closes all sessions; the run goes on under another coordinator. */
  letGo(): void {
    for (const session of this.#sessions.values()) session.close();
  }

  /** Tells everyone that the run is over. */
  stop(stop: lockstep.v1.Stop.$Properties): void {
    for (const session of this.#sessions.values()) {
      session.send({ stop });
      session.close();
    }
  }

  #noteBroken(planned: boolean, change: () => void): void {
    const before = this.#membership.generation?.broken;
    change();
    const { generation } = this.#membership;
    if (generation?.broken === undefined || before !== undefined) return;
    this.#listener.generationBroken(generation.number, generation.broken, planned);
  }
}
