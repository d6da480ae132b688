import type { Phase } from '../base/phases.ts';
import type { Order } from './commands.ts';
import type { Preparation } from './preparation.ts';
import type { OutputConfusion } from './snapshot.ts';

/** Everything that happens in a run, as it is published, logged and shown. `time` is in ms since 1970. */
export type RunEvent = { readonly time: number; readonly runId: string } & RunEventBody;

export type RunEventBody =
  | {
      readonly type: 'run_started';
      readonly job: string;
      readonly dataset: string;
      /** True when generated data stands in for the real set. */
      readonly substitute: boolean;
      readonly batchSize: number;
      readonly epochs: number;
      readonly batchesPerEpoch: number;
      /** How many classes the data names. */
      readonly classCount?: number;
      /** Their names, where they are not too many for a matrix. */
      readonly classes?: readonly string[];
      /** 1 at first; rises when a coordinator takes the run up again. */
      readonly term: number;
      /** Of the newest checkpoint, where the run goes on. */
      readonly checkpointStep?: number;
      /** What the coordinator did before. */
      readonly phases?: readonly Phase[];
    }
  | { readonly type: 'worker_joined'; readonly workerId: string; readonly host: string }
  | {
      readonly type: 'worker_ready';
      readonly workerId: string;
      readonly backend: string;
      readonly mode: string;
      readonly device: string;
      readonly note: string;
      readonly parameters: number;
      /** Updates, and so steps, a batch. */
      readonly updates: number;
      /** What the worker did before, on the coordinator's clock. */
      readonly phases?: readonly Phase[];
    }
  | { readonly type: 'worker_lost'; readonly workerId: string; readonly reason: string }
  | {
      /** Generations go on without it for a while, though it is there: it straggles, or peers find no way to it. */
      readonly type: 'worker_held_back';
      readonly workerId: string;
      readonly reason: string;
    }
  | {
      /** A rank has begun to be much slower than the others, or (`straggling` false) has caught up. */
      readonly type: 'straggler';
      readonly workerId: string;
      readonly rank: number;
      readonly step: number;
      /** Its time for data and gradient over the median rank's. */
      readonly score: number;
      readonly straggling: boolean;
    }
  /** The run has waited long for workers: told every half minute. */
  | { readonly type: 'waiting'; readonly reason: string }
  | {
      readonly type: 'generation_formed';
      readonly generation: number;
      /** Worker ids in rank order. */
      readonly members: readonly string[];
      readonly nextStep: number;
      readonly reason: string;
      /** It makes no step until the next one. */
      readonly paused?: true;
    }
  /** `from`: the way that it came by. */
  | { readonly type: 'command'; readonly order: Order; readonly from: string }
  | {
      readonly type: 'generation_broken';
      readonly generation: number;
      /** True when members join or leave in good order: nothing went wrong. */
      readonly planned: boolean;
      readonly reason: string;
    }
  | {
      /** The first step committed after a generation that broke unplanned. */
      readonly type: 'recovered';
      readonly generation: number;
      readonly step: number;
      /** Since the coordinator saw the generation break; what it took to notice the fault comes before that. */
      readonly seconds: number;
      readonly repeatedSteps: number;
    }
  | ({ readonly type: 'step' } & StepSummary)
  | ({ readonly type: 'epoch_ended'; readonly epoch: number } & EpochEnd)
  | {
      readonly type: 'checkpoint_saved';
      readonly path: string;
      readonly step: number;
      readonly bytes: number;
    }
  | {
      /** It could not be stored, or is damaged; training goes on. */
      readonly type: 'checkpoint_failed';
      readonly path: string;
      readonly reason: string;
    }
  | {
      /** The mirror in object storage cannot be brought up to date; training goes on. Told every five minutes. */
      readonly type: 'mirror_behind';
      readonly reason: string;
      /** Of training that would be lost with this machine. */
      readonly seconds: number;
    }
  | { readonly type: 'mirror_caught_up' }
  | { readonly type: 'run_finished'; readonly summary: RunSummary }
  /** The coordinator was asked to go. The run is whole: it goes on where another coordinator takes it up. */
  | { readonly type: 'run_interrupted'; readonly reason: string }
  | { readonly type: 'run_failed'; readonly code: string; readonly message: string };

export interface EpochEnd {
  readonly logs: Readonly<Record<string, number>>;
  readonly seconds: number;
  /**
   * Of outputs that choose a class: of the samples that are looked at after each epoch. Of a long run only some epochs
   * have them (`keepsConfusion`).
   */
  readonly confusions?: readonly OutputConfusion[];
  /** In the files of runs that began when only a single output had one: its counts. */
  readonly confusion?: readonly number[];
}

/** One committed step of one rank; `logs` (means over the global batch) come from rank 0 alone. */
export interface StepSummary {
  readonly generation: number;
  readonly rank: number;
  readonly step: number;
  readonly epoch: number;
  readonly samples: number;
  /** Present where the loss or the gradient was not finite, so that the step changed nothing. */
  readonly skipped?: true;
  /** When it began, on the coordinator's clock, in ms since 1970. */
  readonly start: number;
  readonly learningRate: number;
  /** Of the averaged gradient before clipping; now and then. */
  readonly gradientNorm?: number;
  readonly logs?: Readonly<Record<string, number>>;
  /** Samples of the global batch; with `logs`. */
  readonly batchSamples?: number;
  /** Milliseconds by phase, one after another; of the all-reduce (`reduce`) what was waited for. */
  readonly phases: {
    readonly data: number;
    readonly compute: number;
    readonly reduce: number;
    readonly apply: number;
  };
  /** How long the all-reduce went on beside `compute`, in ms; left out where it did not. */
  readonly hidden?: number;
  /** What the rank's batches took to be made since its step before, in ms by stage. */
  readonly preparation?: Partial<Preparation>;
}

/** `summary.json`. Fields without a value (no validation data, say) are null. */
export interface RunSummary {
  readonly job: string;
  readonly dataset: string;
  readonly backend: string;
  readonly workers: number;
  readonly epochs: number;
  readonly steps: number;
  readonly samplesPerSecond: number;
  readonly loss: number | null;
  readonly accuracy: number | null;
  readonly valLoss: number | null;
  readonly valAccuracy: number | null;
  /** All logs of the last epoch. */
  readonly logs: Readonly<Record<string, number>>;
  /**
   * Loss and metrics of the final weights on the test split: `test_loss`, ... Empty where there is no validation split:
   * then each epoch looks at the test split. A run of a version before 0.2 has none in its file.
   */
  readonly tested: Readonly<Record<string, number>>;
  /** In which the run ran: without pauses, and without the time between two coordinators in which nothing ran. */
  readonly durationSeconds: number;
  readonly recoveries: number;
  readonly repeatedSteps: number;
  readonly skippedSteps: number;
  /** Why training ended before its last epoch. */
  readonly stopped: string | null;
  readonly weightsSha256: string;
}

/** A mirror that is behind, in words. */
export function mirrorBehind({ reason, seconds }: Extract<RunEvent, { type: 'mirror_behind' }>): string {
  return `the mirror is ${Math.round(seconds)} s behind: ${reason}`;
}
