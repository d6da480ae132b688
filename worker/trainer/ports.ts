/**
 * What the trainer needs of the outside world, as interfaces. It knows no gRPC, no sockets and no tfjs, so tests and
 * simulations can replace all of them.
 */
import type { Confusion } from '../../api/confusion.ts';
import type { HeldOut, SplitName } from '../../api/data.ts';
import type { Chunks } from '../../base/chunks.ts';
import type { MeshPlan } from '../../collectives/transport/transport.ts';
import type { HeldBatch } from '../../datasets/batch-pool.ts';
import type { Share } from '../../datasets/sampling.ts';
import type { Preparation } from '../../proto/preparation.ts';
import type { SealedFile } from '../checkpoint/archive.ts';
import type { EndedEpoch, TrainingState } from '../checkpoint/training-state.ts';

/** What commands have asked of the run. All ranks carry it out where the generation begins. */
export interface Orders {
  /** Ranks wait, and take no step until the next generation. */
  readonly paused: boolean;
  /** Rank 0 keeps a checkpoint. */
  readonly checkpoint: boolean;
  /** Training ends here. */
  readonly stop: boolean;
  /** Learning rate of the first update, before the job's schedule. `number` rises with every such order. */
  readonly rate?: { readonly number: number; readonly value: number };
}

/** A generation as one of its members sees it. */
export interface GenerationPlan extends MeshPlan {
  /** First step of the generation: all steps before it are committed. */
  readonly nextStep: number;
  /** Rank whose state the others take over. */
  readonly sourceRank: number;
  /** Path of the checkpoint that the source rank takes the state from; given where no worker holds the state. */
  readonly restore?: string;
  /** Left out where no command asked for anything. */
  readonly orders?: Orders;
  /** Aborts when this rank has to leave the generation; the reason is a LockstepError. */
  readonly signal: AbortSignal;
}

/** One committed step of this rank. Times in ms. */
export interface StepRecord {
  readonly step: number;
  readonly epoch: number;
  /** True when the loss or the gradient was not finite, so that the step changed nothing. */
  readonly skipped: boolean;
  /** Totals over the global batch, in the order of the update's layout. */
  readonly totals: Float32Array;
  /** When it began, by this worker's clock, in ms since 1970. */
  readonly startMs: number;
  readonly learningRate: number;
  /** Euclidean norm of the averaged gradient before clipping; only on rank 0, and not at every step. */
  readonly gradientNorm?: number;
  /** Bytes that the all-reduce summed. */
  readonly reduceBytes: number;
  /** Bytes that this rank sent to others for it, over the network: fewer where the gradient has zeros. */
  readonly sentBytes: number;
  /** Samples that this rank computed. */
  readonly samples: number;
  readonly dataMs: number;
  readonly computeMs: number;
  /** What was waited for of the all-reduce. */
  readonly reduceMs: number;
  /** How long the all-reduce went on beside `computeMs`: it begins with what is computed first. */
  readonly hiddenMs: number;
  /** The rest of the previous step's update, which the engine may still do when this step begins. */
  readonly applyMs: number;
  /** What this rank's batches took to be made since its step before. */
  readonly preparation: Preparation;
}

/** What an epoch has come to. */
export interface EpochEnd extends Pick<EndedEpoch, 'logs'> {
  /** Of outputs that choose a class, after some epochs: of the watched samples. */
  readonly confusions?: readonly Confusion[] | undefined;
}

/** The connection to the coordinator. Reports are sent in order, and none of these methods waits unless it says so. */
export interface Session {
  /** The next generation this worker is a member of; undefined when the run is over. */
  nextGeneration(signal: AbortSignal): Promise<GenerationPlan | undefined>;
  stepCommitted(plan: GenerationPlan, record: StepRecord): void;
  /** Reports the end of an epoch. A second report of the same epoch does nothing. */
  epochEnded(plan: GenerationPlan, epoch: number, end: EpochEnd, seconds: number): void;
  suspect(plan: GenerationPlan, step: number, peerRank: number, reason: string): void;
  interrupted(plan: GenerationPlan, committedSteps: number, hasState: boolean, reason: string): void;
  /** `tested`: logs of the final weights on the test split, where a validation split is looked at after each epoch. */
  finished(
    plan: GenerationPlan,
    state: TrainingState,
    weightsSha256: string,
    tested: EndedEpoch['logs'],
  ): void;
  /**
   * Ends the session. Resolves when the coordinator knows why, or after a second. Call it before the links are closed:
   * otherwise the peers report this worker as lost.
   */
  leave(reason: string): Promise<void>;
  /**
   * Uploads a file to the run directory in the background; training goes on if that fails. `make` is called when its
   * turn comes, or never if a newer checkpoint replaces it.
   */
  keep(path: string, make: () => Promise<SealedFile>): void;
  /** Resolves when every file given to `keep` is uploaded or refused. @throws the signal's reason */
  kept(signal: AbortSignal): Promise<void>;
  /** A checkpoint of the run. */
  download(path: string, signal: AbortSignal): Promise<Chunks>;
  /**
   * Uploads a file to the run directory. An upload without progress has a deadline of its own.
   * @throws LockstepError STORAGE where it is refused, or the signal's reason
   */
  upload(path: string, file: SealedFile, signal: AbortSignal): Promise<void>;
}

/**
 * The samples of the run, as batches of this rank. The caller holds a batch until it releases it. A batch that is not
 * there yet is waited for until `signal` aborts.
 */
export interface Feed {
  /** Samples of a split; 0 where the run has none. */
  lengthOf(split: SplitName): number;
  /** This rank's share of the global batch `batchIndex` of `epoch`; also begins to prepare the next one. */
  trainBatch(epoch: number, batchIndex: number, share: Share, signal: AbortSignal): Promise<HeldBatch>;
  /** What batches took to be made since the last call, in ms by stage. */
  takePreparation(): Preparation;
  /** Samples of a held-out split from `start` to before `end`. */
  heldOutBatch(split: HeldOut, start: number, end: number, signal: AbortSignal): Promise<HeldBatch>;
}
