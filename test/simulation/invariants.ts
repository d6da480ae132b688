/** What must hold after every event of a run, whatever befalls it. */
import type { RunEvent } from '../../proto/events.ts';
import type { GenerationPlan, StepRecord } from '../../worker/trainer/ports.ts';
import type { ExactEngine } from './engine.ts';

/** What an undisturbed run of the same scenario comes to. */
export interface Reference {
  /** States after so many updates; more than one where the best weights are put back at the end. */
  readonly states: ReadonlyMap<number, ReadonlySet<string>>;
  readonly history: string;
  /** Logs of the final weights on the test split. */
  readonly tested: Readonly<Record<string, number>>;
  readonly weightsSha256: string;
  readonly finalState: string;
}

export interface Watched {
  readonly name: string;
  readonly id: string;
  engine: ExactEngine | undefined;
  /** The generation it is in, 0 in none. */
  generation: number;
  newestGeneration: number;
  finished: boolean;
  lives(): boolean;
}

/** The nth order for a learning rate asks for the nth power of this; what callbacks make of a rate has no such factor. */
export const RATE_BASE = 3;

/** As often as faults, joiners and orders may come one upon the other. */
const MOST_AT_ONE_STEP = 25;

interface Walk {
  readonly members: readonly string[];
  readonly nextStep: number;
  /** Steps that a member, by worker id, has committed in all since the generation began. */
  readonly committed: Map<string, number>;
  /** State of the ranks after a step of this generation. */
  readonly states: Map<number, { name: string; state: string }>;
}

export class Invariants {
  readonly violations: string[] = [];
  readonly states = new Map<number, Set<string>>();
  readonly workers: Watched[] = [];
  newestTerm = 0;
  recoveries = 0;
  generations = 0;
  /** Steps of the newest checkpoint that was ever whole. */
  newestCheckpoint = 0;
  #formed = { nextStep: -1, times: 0, generation: 0 };
  /** By generation, the order for a learning rate that its steps are taken at; 0 for none. */
  readonly #rates = new Map<number, number>();
  /** The newest order that was accepted, and the first generation that it holds in. */
  #promise = { order: 0, from: 0 };
  readonly #walks = new Map<number, Walk>();
  readonly #reference: Reference | undefined;
  readonly #reproducible: boolean;

  constructor(reference: Reference | undefined, reproducible: boolean) {
    this.#reference = reference;
    this.#reproducible = reproducible;
  }

  violated(what: string): void {
    this.violations.push(what);
  }

  /** No sample is counted twice or lost: a state is that of the undisturbed run after as many updates. */
  stateChanged(worker: Watched): void {
    const { engine } = worker;
    if (!engine) return;
    const state = this.#reproducible ? engine.wholeState : engine.exactState;
    const known = this.states.get(engine.updatesDone) ?? new Set();
    this.states.set(engine.updatesDone, known.add(state));
    const expected = this.#reference?.states.get(engine.updatesDone);
    if (this.#reference && !expected?.has(state)) {
      this.violated(
        `${worker.name} holds a state after ${engine.updatesDone} updates that no undisturbed run has`,
      );
    }
  }

  /** Generation numbers rise, and a worker is in one at a time. */
  entered(worker: Watched, plan: GenerationPlan): void {
    if (plan.generation <= worker.newestGeneration) {
      this.violated(`${worker.name} enters generation ${plan.generation} after ${worker.newestGeneration}`);
    }
    if (worker.generation !== 0) {
      this.violated(`${worker.name} enters generation ${plan.generation} from within ${worker.generation}`);
    }
    worker.generation = plan.generation;
    worker.newestGeneration = plan.generation;
    worker.finished = false;
  }

  /** Ranks of a generation are at most one step apart, and equal after the same step. */
  committed(worker: Watched, plan: GenerationPlan, { step, learningRate }: StepRecord): void {
    const walk = this.#walk(plan);
    this.#expectRate(worker, plan.generation, learningRate);
    const at = (id: string) => walk.committed.get(id) ?? plan.nextStep;
    if (step !== at(worker.id)) {
      this.violated(
        `${worker.name} commits step ${step} of generation ${plan.generation} after ${at(worker.id)}`,
      );
    }
    walk.committed.set(worker.id, step + 1);
    for (const { workerId } of plan.members) {
      if (at(workerId) < step) {
        this.violated(`${worker.name} commits step ${step} before ${workerId} has come to it`);
      }
    }
    const state = worker.engine!.commonState;
    const first = walk.states.get(step);
    if (!first) walk.states.set(step, { name: worker.name, state });
    else if (first.state !== state) {
      this.violated(
        `${worker.name} and ${first.name} differ after step ${step} of generation ${plan.generation}`,
      );
    }
  }

  /** An order for a learning rate was accepted. @param answer says whether it has taken effect */
  promised(rate: number, answer: string): void {
    const order = orderOf(rate);
    const from = this.#formed.generation + (answer.startsWith('takes effect') ? 0 : 1);
    if (order > this.#promise.order) this.#promise = { order, from };
  }

  /** An order holds from the beginning of a generation on, for all its ranks, and is never forgotten. */
  #expectRate({ name }: Watched, generation: number, rate: number): void {
    const order = orderOf(rate);
    const known = this.#rates.get(generation);
    if (known === undefined) {
      const before = Math.max(
        0,
        ...[...this.#rates].flatMap(([number, one]) => (number < generation ? one : [])),
      );
      if (order < before)
        this.violated(`generation ${generation} takes steps at rate ${order} after rate ${before}`);
      this.#rates.set(generation, order);
    } else if (known !== order) {
      this.violated(`${name} takes a step of generation ${generation} at rate ${order}, others at ${known}`);
    }
    const promise = this.#promise;
    if (generation >= promise.from && order < promise.order)
      this.violated(
        `generation ${generation} takes steps at rate ${order}, and rate ${promise.order} was promised`,
      );
  }

  /** What a coordinator says. */
  heard(event: RunEvent, term: number): void {
    if (event.type === 'recovered') this.recoveries++;
    if (event.type === 'checkpoint_saved')
      this.newestCheckpoint = Math.max(this.newestCheckpoint, event.step);
    if (event.type !== 'generation_formed') return;
    this.generations++;
    const { generation, members, nextStep } = event;
    if (nextStep < this.newestCheckpoint) {
      this.violated(
        `generation ${generation} begins at step ${nextStep}, behind the checkpoint of ${this.newestCheckpoint}`,
      );
    }
    const times = nextStep === this.#formed.nextStep ? this.#formed.times + 1 : 1;
    this.#formed = { nextStep, times, generation };
    if (this.#formed.times > MOST_AT_ONE_STEP) {
      this.violated(`${this.#formed.times} generations in a row begin at step ${nextStep}`);
    }
    if (term < this.newestTerm) {
      this.violated(
        `the coordinator of term ${term} forms generation ${generation} under term ${this.newestTerm}`,
      );
    }
    for (const worker of this.#called(members)) {
      if (worker.generation !== 0 && !worker.finished) {
        this.violated(
          `${worker.name} is called to generation ${generation} from within ${worker.generation}`,
        );
      }
    }
    this.#expectOneStepRedone(generation, members, nextStep);
  }

  /** The processes behind members' names: one that is started anew takes its old one's place. */
  #called(members: readonly string[]): Watched[] {
    return members.flatMap((id) => this.workers.findLast((one) => one.id === id && one.lives()) ?? []);
  }

  /** A member that has come through to the next generation keeps all but the step in flight. */
  #expectOneStepRedone(generation: number, members: readonly string[], nextStep: number): void {
    for (const worker of this.#called(members)) {
      const walk = this.#walks.get(worker.newestGeneration);
      const mine = walk?.committed.get(worker.id);
      if (walk === undefined || mine === undefined) continue;
      const most = Math.max(...walk.committed.values());
      if (nextStep < mine) {
        this.violated(
          `generation ${generation} begins at step ${nextStep}, and ${worker.name} has committed ${mine}`,
        );
      }
      if (nextStep < most - 1) {
        this.violated(
          `generation ${generation} redoes ${most - nextStep} steps of ${worker.newestGeneration}`,
        );
      }
    }
  }

  #walk(plan: GenerationPlan): Walk {
    const known = this.#walks.get(plan.generation);
    const members = plan.members.map(({ workerId }) => workerId);
    if (known) {
      if (known.members.join() !== members.join()) {
        this.violated(`generation ${plan.generation} has two lists of members`);
      }
      return known;
    }
    const walk = { members, nextStep: plan.nextStep, committed: new Map(), states: new Map() };
    this.#walks.set(plan.generation, walk);
    return walk;
  }
}

/** Which order a rate came from. */
function orderOf(rate: number): number {
  let order = 0;
  for (let left = rate * 2 ** 30; left > 0 && left % RATE_BASE === 0; left /= RATE_BASE) order++;
  return order;
}
