import type { Chunks } from '../../base/chunks.ts';
import { steadyClock } from '../../base/clock.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Phase } from '../../base/phases.ts';
import type { Engine } from '../../engine/engine.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { LAST_FILES_MS } from '../../proto/services.ts';
import { isErrorCode } from '../../proto/status.ts';
import type { SealedFile } from '../checkpoint/archive.ts';
import type { EndedEpoch, TrainingState } from '../checkpoint/training-state.ts';
import type { EpochEnd, GenerationPlan, Session, StepRecord } from '../trainer/ports.ts';
import type { CoordinatorLink, Directive } from './client.ts';
import { ClockOffset } from './clock.ts';
import { Line } from './line.ts';
import { heartbeat, phasesOf, planOf } from './messages.ts';
import { NextPlan } from './next-plan.ts';
import { StepReports } from './step-reports.ts';
import { Uploads } from './uploads.ts';

/** Most ends of epochs that are repeated to a new coordinator. */
const MOST_EPOCHS = 256;

export interface SessionOptions {
  readonly runId: string;
  readonly workerId: string;
  /** `host:port` where peers reach this worker. */
  readonly peerAddress: string;
  readonly heartbeatMs: number;
  /** Introduces the worker to a coordinator that has replaced the previous one. */
  readonly register: () => Promise<void>;
  /** Told of every committed step. */
  readonly onStep: (rank: number, record: StepRecord) => void;
  /** Told of a file given to `keep` that could not be brought. */
  readonly onLost?: (path: string, error: LockstepError) => void;
}

/** The trainer's `Session` over gRPC. It turns directives into plans. */
export class GrpcSession implements Session {
  readonly #client: CoordinatorLink;
  readonly #run: SessionOptions;
  readonly #line: Line;
  readonly #uploads: Uploads;
  readonly #steps: StepReports;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #clock = new ClockOffset();
  readonly #next = new NextPlan();
  #current: AbortController | undefined;
  readonly #ended = new AbortController();
  /** Set once the run is over for this worker; `error` is undefined where it ended well. */
  #over: { error: LockstepError | undefined } | undefined;
  /** What a new coordinator must be told of this worker. */
  #engine: lockstep.v1.EngineReport.$Properties | undefined;
  #generation = 0;
  #newestGeneration = 0;
  #hasState = false;
  #committedSteps = 0;
  #finished: lockstep.v1.Finished.$Properties | undefined;
  /** Reports of ended epochs, to repeat: a coordinator that died may not have stored them. */
  readonly #epochEnds: lockstep.v1.Report.$Properties[] = [];
  #epochsTold = 0;

  constructor(client: CoordinatorLink, run: SessionOptions) {
    this.#client = client;
    this.#run = run;
    this.#line = new Line(client, {
      register: run.register,
      greeting: () => this.#greeting(),
      onDirective: (directive) => this.#handle(directive),
      onGone: (error) => this.#end(error),
    });
    this.#steps = new StepReports(
      (report) => this.#line.send(report),
      () => this.#clock.ms,
    );
    this.#uploads = new Uploads(client, this.#line, run.onLost);
    this.#heartbeat = setInterval(() => this.#line.sendIfConnected(heartbeat()), run.heartbeatMs);
  }

  /** Aborts when the run is over for this worker; `isComplete` says whether it ended well. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  get isComplete(): boolean {
    return this.#over !== undefined && this.#over.error === undefined;
  }

  /** @param phases of this worker's start */
  ready({ info, parameterCount, updates }: Engine, phases: readonly Phase[] = []): void {
    this.#engine = {
      ...info,
      parameters: parameterCount,
      updates: updates.map(({ name, totals }) => ({ name, totals: [...totals] })),
    };
    // Without a coordinator, the greeting of the next stream says it.
    this.#line.sendIfConnected({ ready: { ...this.#readiness(), phases: phasesOf(phases, this.#clock.ms) } });
  }

  failed(error: LockstepError): void {
    this.#line.sendIfConnected({ failed: { code: error.code, message: error.describe() } });
  }

  async leave(reason: string): Promise<void> {
    // The coordinator ignores whatever comes after it.
    this.#steps.flush();
    this.#line.sendIfConnected({ leave: { reason } });
    await this.close();
  }

  #readiness(): lockstep.v1.Ready.$Properties {
    const position = { committedSteps: this.#committedSteps };
    return { hasState: this.#hasState, position, engine: this.#engine };
  }

  /** The reports that begin a stream. A worker in a generation attaches as its member; others are ready again. */
  #greeting(): lockstep.v1.Report.$Properties[] {
    const { workerId, peerAddress } = this.#run;
    const attach = {
      workerId,
      peerAddress,
      generation: this.#generation,
      newestGeneration: this.#newestGeneration,
      position: { committedSteps: this.#committedSteps },
      engine: this.#engine,
    };
    const greeting: lockstep.v1.Report.$Properties[] = [{ attach }, heartbeat(), ...this.#epochEnds];
    if (this.#engine && this.#generation === 0) greeting.push({ ready: this.#readiness() });
    if (this.#finished && this.#generation > 0) greeting.push({ finished: this.#finished });
    return greeting;
  }

  async nextGeneration(signal: AbortSignal): Promise<GenerationPlan | undefined> {
    return await this.#next.take(signal);
  }

  stepCommitted(plan: GenerationPlan, record: StepRecord): void {
    this.#run.onStep(plan.rank, record);
    this.#hasState = true;
    this.#committedSteps = record.step + 1;
    this.#steps.add(plan, record);
  }

  epochEnded(
    plan: GenerationPlan,
    epoch: number,
    { logs, confusions = [] }: EpochEnd,
    seconds: number,
  ): void {
    if (epoch < this.#epochsTold) return;
    this.#epochsTold = epoch + 1;
    const { generation, rank } = plan;
    const matrices = confusions.map(({ output = '', counts }) => ({ output, counts: [...counts] }));
    const end = { logs, confusions: matrices, durationSeconds: seconds };
    const report = { epochEnd: { generation, rank, epoch, ...end } };
    this.#steps.flush();
    this.#epochEnds.push(report);
    if (this.#epochEnds.length > MOST_EPOCHS) this.#epochEnds.shift();
    this.#line.sendIfConnected(report);
  }

  suspect({ generation }: GenerationPlan, step: number, peerRank: number, reason: string): void {
    this.#steps.flush();
    this.#line.sendIfConnected({ suspect: { generation, step, peerRank, reason } });
  }

  interrupted(
    { generation }: GenerationPlan,
    committedSteps: number,
    hasState: boolean,
    reason: string,
  ): void {
    this.#steps.flush();
    this.#generation = 0;
    this.#hasState = hasState;
    this.#committedSteps = committedSteps;
    this.#finished = undefined;
    this.#line.sendIfConnected({
      interrupted: { generation, position: { committedSteps }, hasState, reason },
    });
  }

  finished(
    { generation, rank }: GenerationPlan,
    state: TrainingState,
    weightsSha256: string,
    tested: EndedEpoch['logs'],
  ): void {
    const { committedSteps, stopped } = state;
    this.#steps.flush();
    this.#finished = { generation, rank, position: { committedSteps }, weightsSha256, stopped, tested };
    this.#line.sendIfConnected({ finished: this.#finished });
  }

  keep(path: string, make: () => Promise<SealedFile>): void {
    this.#uploads.keep(path, make);
  }

  async kept(signal: AbortSignal): Promise<void> {
    await this.#uploads.kept(signal);
  }

  /** Waits for the files given to `keep`, for at most `LAST_FILES_MS`: this worker ends. */
  async lastFiles(): Promise<void> {
    await this.#uploads.close(LAST_FILES_MS);
  }

  async upload(path: string, file: SealedFile, signal: AbortSignal): Promise<void> {
    await this.#uploads.bring(path, file, signal);
  }

  async download(path: string, signal: AbortSignal): Promise<Chunks> {
    return await this.#client.download(path, signal);
  }

  /** Sends the reports that are left, and ends the session. */
  async close(): Promise<void> {
    this.#steps.flush();
    clearInterval(this.#heartbeat);
    await this.#line.close();
  }

  #handle(directive: Directive): void {
    switch (directive.kind) {
      case 'generation':
        this.#next.offer(this.#planOf(directive.generation));
        break;
      case 'interrupt':
        this.#current?.abort(new LockstepError('ABORTED', directive.interrupt.reason ?? 'interrupted'));
        break;
      case 'clock':
        this.#clock.heard(directive.clock.sentMs ?? 0, directive.clock.receivedMs ?? 0, steadyClock());
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
    // A rank that has finished waits in its generation; only the next generation tells it that this one is over.
    this.#current?.abort(new LockstepError('ABORTED', 'the next generation begins'));
    this.#current = new AbortController();
    this.#generation = generation.number ?? 0;
    this.#newestGeneration = this.#generation;
    this.#finished = undefined;
    return planOf(generation, this.#run, this.#current.signal);
  }

  #end(error: LockstepError | undefined): void {
    if (this.#over) return;
    this.#over = { error };
    const reason = error ?? new LockstepError('ABORTED', 'the run is over');
    this.#ended.abort(reason);
    this.#line.settle();
    clearInterval(this.#heartbeat);
    this.#next.end(error);
    this.#current?.abort(reason);
  }
}
