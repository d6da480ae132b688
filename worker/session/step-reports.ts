import type { lockstep } from '../../proto/gen/lockstep.js';
import type { GenerationPlan, StepRecord } from '../trainer/ports.ts';
import { progressOf } from './messages.ts';

/** Longest that a committed step waits for others to be told of with it, in ms, and the most steps of a report. */
const FLUSH_MS = 250;
const MAX_RECORDS = 256;

/**
 * Gathers committed steps, and reports many of them at once: a report costs as much as a hundred steps of one. The first
 * step of a generation is told at once, since it ends a recovery.
 */
export class StepReports {
  readonly #send: (report: lockstep.v1.Report.$Properties) => void;
  readonly #clockMs: () => number;
  #gathered: { plan: GenerationPlan; steps: StepRecord[] } | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Whose first step has been told. */
  #begun: GenerationPlan | undefined;

  /** @param clockMs how far the coordinator's clock is ahead */
  constructor(send: (report: lockstep.v1.Report.$Properties) => void, clockMs: () => number) {
    this.#send = send;
    this.#clockMs = clockMs;
  }

  add(plan: GenerationPlan, record: StepRecord): void {
    if (this.#gathered && this.#gathered.plan !== plan) this.flush();
    this.#gathered ??= { plan, steps: [] };
    this.#gathered.steps.push(record);
    const isFirst = this.#begun !== plan;
    this.#begun = plan;
    if (isFirst || this.#gathered.steps.length >= MAX_RECORDS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  /** Reports what is gathered, before anything else is said. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const gathered = this.#gathered;
    this.#gathered = undefined;
    if (gathered) this.#send(progressOf(gathered.plan, gathered.steps, this.#clockMs()));
  }
}
