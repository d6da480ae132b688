/** A worker's line to the coordinator, with the invariants listening in. */

import type { CoordinatorLink } from '../../worker/session/client.ts';
import { GrpcSession, type SessionOptions } from '../../worker/session/session.ts';
import type { EpochEnd, GenerationPlan, StepRecord } from '../../worker/trainer/ports.ts';
import type { Cluster, LivingWorker } from './cluster.ts';

/** The real session; tells the invariants what its worker does. */
export class ObservedSession extends GrpcSession {
  readonly #cluster: Cluster;
  readonly #worker: LivingWorker;

  constructor(cluster: Cluster, worker: LivingWorker, link: CoordinatorLink, options: SessionOptions) {
    super(link, options);
    this.#cluster = cluster;
    this.#worker = worker;
  }

  override async nextGeneration(signal: AbortSignal): Promise<GenerationPlan | undefined> {
    this.#worker.generation = 0;
    const plan = await super.nextGeneration(signal);
    if (!plan) return undefined;
    this.#cluster.note(this.#worker.name, `enters generation ${plan.generation} as rank ${plan.rank}`);
    this.#cluster.invariants.entered(this.#worker, plan);
    return plan;
  }

  override stepCommitted(plan: GenerationPlan, record: StepRecord): void {
    this.#cluster.note(this.#worker.name, `commits step ${record.step}${record.skipped ? ' (skipped)' : ''}`);
    this.#cluster.invariants.committed(this.#worker, plan, record);
    super.stepCommitted(plan, record);
  }

  override epochEnded(plan: GenerationPlan, epoch: number, end: EpochEnd, seconds: number): void {
    this.#cluster.note(this.#worker.name, `ends epoch ${epoch} ${JSON.stringify(end.logs)}`);
    super.epochEnded(plan, epoch, end, seconds);
  }

  override suspect(plan: GenerationPlan, step: number, peerRank: number, reason: string): void {
    this.#cluster.note(this.#worker.name, `suspects rank ${peerRank}: ${reason}`);
    super.suspect(plan, step, peerRank, reason);
  }

  override interrupted(plan: GenerationPlan, steps: number, hasState: boolean, reason: string): void {
    this.#worker.generation = 0;
    this.#cluster.note(
      this.#worker.name,
      `leaves generation ${plan.generation} with ${steps} steps: ${reason}`,
    );
    super.interrupted(plan, steps, hasState, reason);
  }

  override finished(...[plan, state, ...others]: Parameters<GrpcSession['finished']>): void {
    this.#worker.finished = true;
    this.#cluster.note(this.#worker.name, `finishes with ${state.committedSteps} steps`);
    super.finished(plan, state, ...others);
  }
}
