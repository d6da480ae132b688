/**
 * What the trainer needs of the world, as interfaces: it knows no gRPC, no sockets and no tfjs, so that
 * tests and simulations can stand in for all of them.
 */
import type { Chunks } from '../../base/chunks.ts';
import type { MeshPlan } from '../../collectives/transport/transport.ts';
import type { HeldBatch } from '../../datasets/batch-pool.ts';
import type { Share } from '../../datasets/sampling.ts';
import type { SealedFile } from '../checkpoint/archive.ts';
import type { EndedEpoch, TrainingState } from '../checkpoint/training-state.ts';

/** What commands have asked of the run; all ranks apply them where the generation begins. */
export interface Orders {
  /** No step is made until the next generation. */
  readonly paused: boolean;
  /** Rank 0 keeps a checkpoint. */
  readonly checkpoint: boolean;
  /** Training ends here. */
  readonly stop: boolean;
  /** Learning rate of the first update, before the job's schedule; `number` rises from order to order. */
  readonly rate?: { readonly number: number; readonly value: number };
}

/** A generation as its member sees it. */
export interface GenerationPlan extends MeshPlan {
  /** Step at which training goes on: steps before it are committed. */
  readonly nextStep: number;
  /** Rank whose state the others are brought to. */
  readonly sourceRank: number;
  /** Checkpoint that the source rank takes the state from, where no worker holds it any more. */
  readonly restore?: string;
  /** Left out where nothing is asked. */
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
  /** Of the averaged gradient, before clipping; now and then, and only on rank 0. */
  readonly gradientNorm?: number;
  /** Bytes that the all-reduce summed. */
  readonly reduceBytes: number;
  /** Samples of this rank. */
  readonly samples: number;
  readonly dataMs: number;
  readonly computeMs: number;
  readonly reduceMs: number;
  /** The rest of the update of the step before, which the engine still does when this step begins. */
  readonly applyMs: number;
}

/** The line to the coordinator. Reports are sent in order; none of them waits. */
export interface Session {
  /** The next generation this worker is a member of; undefined when the run is over. */
  nextGeneration(signal: AbortSignal): Promise<GenerationPlan | undefined>;
  stepCommitted(plan: GenerationPlan, record: StepRecord): void;
  /** Tells of the end of an epoch, once: of one that it was told of before, nothing is said again. */
  epochEnded(plan: GenerationPlan, epoch: number, logs: EndedEpoch['logs'], seconds: number): void;
  suspect(plan: GenerationPlan, step: number, peerRank: number, reason: string): void;
  interrupted(plan: GenerationPlan, committedSteps: number, hasState: boolean, reason: string): void;
  finished(plan: GenerationPlan, state: TrainingState, weightsSha256: string): void;
  /**
   * Ends the session, and resolves when the coordinator knows why, or after a second. Peers that find the links of
   * this worker closed after that tell it nothing new; before, it would take them for lost.
   */
  leave(reason: string): Promise<void>;
  /**
   * Brings a file into the run directory in the background; training goes on where that fails. It is made when its
   * turn comes, or never where a newer one takes its place.
   */
  keep(path: string, make: () => Promise<SealedFile>): void;
  /** Resolves when all that is to be kept has been brought, or refused. @throws the signal's reason */
  kept(signal: AbortSignal): Promise<void>;
  /** A checkpoint of the run. */
  download(path: string, signal: AbortSignal): Promise<Chunks>;
  /** Brings a file into the run directory; an upload that stands still has a deadline of its own. */
  upload(path: string, file: SealedFile, signal: AbortSignal): Promise<void>;
}

/**
 * Samples of the run, as batches of this rank, each held by whoever asks for it until it releases it. What is not there
 * yet is waited for until `signal` aborts.
 */
export interface Feed {
  readonly trainLength: number;
  readonly testLength: number;
  /** This rank's share of the global batch `batchIndex` of `epoch`; prepares the one after it. */
  trainBatch(epoch: number, batchIndex: number, share: Share, signal: AbortSignal): Promise<HeldBatch>;
  /** Test samples `start` to `end`. */
  testBatch(start: number, end: number, signal: AbortSignal): Promise<HeldBatch>;
}
