import type { StepSummary } from '../../../proto/events.ts';
import { NO_PREPARATION } from '../../../proto/preparation.ts';
import type { WorkerView } from '../../../proto/snapshot.ts';

/** Weight of the newest step in a worker's mean phases. */
const SMOOTHING = 0.1;
/** Most lost workers that are still shown. */
const MOST_LOST = 16;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Known = Mutable<WorkerView> & { phases: Record<string, number> | null; seconds: Record<string, number> };

/** The workers as plain data. */
export interface SavedWorkers {
  readonly workers: readonly Known[];
  readonly members: readonly string[];
}

/** The workers of a run, present and lost. */
export class WorkersView {
  readonly #workers = new Map<string, Known>();
  #members: readonly string[] = [];

  joined(id: string, host: string): void {
    // Moves to the end, so that the workers lost longest ago are forgotten first.
    const before = this.#workers.get(id);
    this.#workers.delete(id);
    const { device, steps, samples, seconds } = before ?? { device: '', steps: 0, samples: 0, seconds: {} };
    this.#workers.set(id, {
      id,
      host,
      device,
      rank: null,
      state: 'joined',
      phases: null,
      steps,
      samples,
      seconds,
    });
  }

  ready(id: string, device: string): void {
    this.#change(id, { state: 'ready', device });
  }

  lost(id: string): void {
    this.#change(id, { state: 'lost', rank: null });
    const lost = [...this.#workers.values()].filter(({ state }) => state === 'lost');
    for (const worker of lost.slice(0, -MOST_LOST)) this.#workers.delete(worker.id);
  }

  formed(members: readonly string[]): void {
    this.#members = members;
    for (const worker of this.#workers.values()) {
      const rank = members.indexOf(worker.id);
      if (rank >= 0) Object.assign(worker, { rank, state: 'training' });
    }
  }

  /** Counts one step of one rank. A repeated step counts again, since it was computed again. */
  stepped({ rank, samples, phases, preparation = NO_PREPARATION }: StepSummary): void {
    const worker = this.#workers.get(this.#members[rank] ?? '');
    if (!worker) return;
    // It has come back to its generation, of which the coordinator had lost sight.
    if (worker.state === 'joined') Object.assign(worker, { rank, state: 'training' });
    worker.steps++;
    worker.samples += samples;
    const mean: Record<string, number> = worker.phases ?? { ...phases };
    for (const [phase, ms] of Object.entries(phases)) {
      mean[phase]! += SMOOTHING * (ms - mean[phase]!);
      worker.seconds[phase] = (worker.seconds[phase] ?? 0) + ms / 1000;
    }
    worker.phases = mean;
    for (const [stage, ms] of Object.entries(preparation)) {
      worker.seconds[stage] = (worker.seconds[stage] ?? 0) + ms / 1000;
    }
  }

  /** Ordered by rank; workers without a rank follow. */
  get all(): readonly WorkerView[] {
    const place = ({ rank }: WorkerView) => rank ?? Number.MAX_SAFE_INTEGER;
    return [...this.#workers.values()].sort((a, b) => place(a) - place(b));
  }

  save(): SavedWorkers {
    return { workers: [...this.#workers.values()], members: this.#members };
  }

  restore({ workers, members }: SavedWorkers): void {
    this.#workers.clear();
    for (const worker of workers) this.#workers.set(worker.id, { ...worker });
    this.#members = members;
  }

  #change(id: string, change: Partial<Known>): void {
    const worker = this.#workers.get(id);
    if (worker) Object.assign(worker, change);
  }
}
