import { LockstepError } from '../../proto/errors.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { isErrorCode } from '../../proto/status.ts';
import type { Engine } from '../engine/engine.ts';
import type { GenerationPlan, Session, StepRecord } from '../trainer/ports.ts';
import type { TrainingState } from '../trainer/state.ts';
import type { CoordinatorClient, Directive, SessionStream } from './client.ts';

const FLUSH_MS = 100;
const MAX_RECORDS = 256;

type Waiting = {
  resolve(plan: GenerationPlan | undefined): void;
  reject(error: LockstepError): void;
};

export interface SessionOptions {
  readonly runId: string;
  readonly workerId: string;
  /** `host:port` where peers reach this worker. */
  readonly peerAddress: string;
  readonly heartbeatMs: number;
}

/** The trainer's `Session` over gRPC: turns directives into plans, and batches the reports of steps. */
export class GrpcSession implements Session {
  readonly #client: CoordinatorClient;
  readonly #runId: string;
  readonly #workerId: string;
  readonly #stream: SessionStream;
  readonly #heartbeat: NodeJS.Timeout;
  #waiting: Waiting | undefined;
  #plan: GenerationPlan | undefined;
  #current: AbortController | undefined;
  /** Set once the run is over for this worker: `error` unless it ended well. */
  #over: { error: LockstepError | undefined } | undefined;
  #records: { plan: GenerationPlan; steps: StepRecord[] } | undefined;
  #flushTimer: NodeJS.Timeout | undefined;

  constructor(client: CoordinatorClient, run: SessionOptions) {
    this.#client = client;
    this.#runId = run.runId;
    this.#workerId = run.workerId;
    this.#stream = client.openSession({
      onDirective: (directive) => this.#obey(directive),
      onEnd: (error) =>
        this.#end(error ?? new LockstepError('UNREACHABLE', 'the coordinator ended the session')),
    });
    this.#stream.send({ attach: { workerId: run.workerId, peerAddress: run.peerAddress } });
    this.#heartbeat = setInterval(() => this.#stream.send({ heartbeat: {} }), run.heartbeatMs);
  }

  ready({ info, parameterCount, updates }: Engine): void {
    const { backend, mode, device, tensorflowVersion, note } = info;
    this.#stream.send({
      ready: {
        hasState: false,
        engine: {
          backend,
          mode,
          device,
          tensorflowVersion,
          note,
          parameters: parameterCount,
          updates: updates.map(({ name, totals }) => ({ name, totals: [...totals] })),
        },
      },
    });
  }

  failed(error: LockstepError): void {
    this.#stream.send({ failed: { code: error.code, message: error.describe() } });
  }

  leave(reason: string): void {
    this.#stream.send({ leave: { reason } });
  }

  async nextGeneration(signal: AbortSignal): Promise<GenerationPlan | undefined> {
    signal.throwIfAborted();
    if (this.#over?.error) throw this.#over.error;
    if (this.#over) return undefined;
    const plan = this.#plan;
    if (plan) {
      this.#plan = undefined;
      return plan;
    }
    return await new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting = undefined;
        reject(signal.reason);
      };
      const settled = () => signal.removeEventListener('abort', onAbort);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting = {
        resolve: (next) => {
          settled();
          resolve(next);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
    });
  }

  stepCommitted(plan: GenerationPlan, record: StepRecord): void {
    if (this.#records && this.#records.plan !== plan) this.#flush();
    this.#records ??= { plan, steps: [] };
    this.#records.steps.push(record);
    if (this.#records.steps.length >= MAX_RECORDS) this.#flush();
    else this.#flushTimer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  epochEnded(plan: GenerationPlan, epoch: number, logs: Record<string, number>, seconds: number): void {
    const { generation, rank } = plan;
    this.#send({ epochEnd: { generation, rank, epoch, logs, durationSeconds: seconds } });
  }

  suspect({ generation }: GenerationPlan, step: number, peerRank: number, reason: string): void {
    this.#send({ suspect: { generation, step, peerRank, reason } });
  }

  interrupted(
    { generation }: GenerationPlan,
    committedSteps: number,
    hasState: boolean,
    reason: string,
  ): void {
    this.#send({ interrupted: { generation, position: { committedSteps }, hasState, reason } });
  }

  finished({ generation, rank }: GenerationPlan, state: TrainingState, weightsSha256: string): void {
    const { committedSteps, stopped } = state;
    this.#send({ finished: { generation, rank, position: { committedSteps }, weightsSha256, stopped } });
  }

  upload(path: string, content: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.#client.upload(path, content, signal);
  }

  /** Sends what is still to be sent, and ends the session. */
  async close(): Promise<void> {
    this.#flush();
    clearInterval(this.#heartbeat);
    await this.#stream.end();
  }

  #send(report: lockstep.v1.Report.$Properties): void {
    this.#flush();
    this.#stream.send(report);
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    const records = this.#records;
    this.#records = undefined;
    if (!records) return;
    const { plan, steps } = records;
    this.#stream.send({
      progress: {
        generation: plan.generation,
        rank: plan.rank,
        steps: steps.map(({ totals, ...step }) => ({
          ...step,
          totals: plan.rank === 0 ? Array.from(totals) : [],
        })),
      },
    });
  }

  #obey(directive: Directive): void {
    switch (directive.kind) {
      case 'generation':
        this.#offer(this.#planOf(directive.generation));
        break;
      case 'interrupt':
        this.#current?.abort(new LockstepError('ABORTED', directive.interrupt.reason ?? 'interrupted'));
        break;
      case 'stop': {
        const { code, reason } = directive.stop;
        const known = code && isErrorCode(code) ? code : 'INTERNAL';
        this.#end(code ? new LockstepError(known, reason ?? '') : undefined);
        break;
      }
    }
  }

  #planOf(generation: lockstep.v1.Generation.$Properties): GenerationPlan {
    this.#current = new AbortController();
    const members = (generation.members ?? []).map((member) => ({
      workerId: member.workerId ?? '',
      rank: member.rank ?? 0,
      address: member.address ?? '',
    }));
    const rank = members.findIndex(({ workerId }) => workerId === this.#workerId);
    return {
      runId: this.#runId,
      generation: generation.number ?? 0,
      rank,
      members,
      key: generation.key ?? new Uint8Array(),
      nextStep: generation.nextStep ?? 0,
      sourceRank: generation.sourceRank ?? 0,
      signal: this.#current.signal,
    };
  }

  #offer(plan: GenerationPlan): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting.resolve(plan);
    else this.#plan = plan;
  }

  #end(error: LockstepError | undefined): void {
    if (this.#over) return;
    this.#over = { error };
    clearInterval(this.#heartbeat);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (error) waiting?.reject(error);
    else waiting?.resolve(undefined);
    this.#current?.abort(error ?? new LockstepError('ABORTED', 'the run is over'));
  }
}
