import type { RunSummary } from '../../proto/events.ts';
import type { CommandDesk } from '../commands/desk.ts';
import type { EventBus } from '../events/bus.ts';
import { type Decision, decide } from '../membership/decide.ts';
import type { Journal } from '../store/journal.ts';
import type { Ending } from './ending.ts';
import { failureOf, generationMessage } from './messages.ts';
import type { RunOptions } from './options.ts';
import type { Reports } from './reports.ts';
import type { Roster } from './roster.ts';
import type { RunLog } from './run-log.ts';
import { LongWaits } from './waits.ts';

export interface DecisionsParts {
  readonly options: RunOptions;
  readonly roster: Roster;
  readonly desk: CommandDesk;
  readonly journal: Journal;
  readonly log: RunLog;
  readonly bus: EventBus;
  readonly reports: Reports;
  readonly ending: Ending;
  readonly now: () => number;
  /** Writes the files of a complete run. */
  readonly writeLast: () => Promise<RunSummary>;
}

/** Carries out what `decide` decides of a run's membership. */
export class Decisions {
  readonly #parts: DecisionsParts;
  readonly #waits: LongWaits;
  #reason = '';

  constructor(parts: DecisionsParts) {
    this.#parts = parts;
    this.#waits = new LongWaits(parts.bus);
  }

  /** The reason of the latest decision, in words. */
  get reason(): string {
    return this.#reason;
  }

  /** Decides and acts until there is nothing to do but wait. @throws what the journal or the disk throws */
  carryOut(): void {
    const { now, roster, options, ending } = this.#parts;
    while (!ending.begun) {
      const decision = decide(now(), roster.membership, options);
      this.#reason = decision.reason;
      switch (decision.type) {
        case 'wait':
          this.#waits.waiting(roster.membership, decision.reason, now());
          return;
        case 'evict':
          roster.evict(decision.workerId, decision.why);
          break;
        case 'holdBack':
          this.#holdBack(decision);
          break;
        case 'break':
          roster.breakGeneration(decision.reason);
          break;
        case 'interrupt':
          roster.breakGeneration(decision.reason, true);
          roster.interruptTraining(decision.reason);
          return;
        case 'form':
          this.#form(decision);
          break;
        case 'finish':
          this.#finish();
          return;
        case 'fail':
          ending.fail(failureOf(decision));
          return;
      }
    }
  }

  #holdBack({ workerId, until, reason }: Extract<Decision, { type: 'holdBack' }>): void {
    const { roster, bus } = this.#parts;
    roster.holdBack(workerId, until, reason);
    bus.publish({ type: 'worker_held_back', workerId, reason });
  }

  #form(decision: Extract<Decision, { type: 'form' }>): void {
    const { roster, reports, journal, log, desk } = this.#parts;
    const { nextStep, reason } = decision;
    const ids = decision.members.map(({ id }) => id);
    const number = roster.formGeneration(ids, nextStep, desk.orders.paused);
    reports.generationFormed(ids.length);
    const generation = generationMessage(number, decision, desk.orders);
    // In the journal before anybody acts on it: the next coordinator must know of it.
    journal.append({ type: 'generation', number, members: ids });
    log.generationFormed(number, ids, nextStep, reason, desk.orders.paused);
    for (const id of ids) roster.send(id, { generation });
    desk.formed(nextStep);
  }

  #finish(): void {
    const { journal, log, ending, writeLast } = this.#parts;
    journal.expectToLead();
    const diverged = log.divergence();
    if (diverged) ending.fail(diverged);
    else ending.complete(writeLast);
  }
}
