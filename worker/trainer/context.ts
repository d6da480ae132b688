import type { DataSource } from '../../api/data.ts';
import type { WireFormat } from '../../collectives/transport/schedule.ts';
import type { Endpoint, Transport } from '../../collectives/transport/transport.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Archive } from '../checkpoint/archive.ts';
import type { RunShape } from '../checkpoint/training-state.ts';
import type { GradientNorm } from './gradient-norm.ts';
import type { Feed, Session } from './ports.ts';
import type { Recipe } from './recipe.ts';

/** What the run and its job say of training: equal on every rank. */
export interface TrainOptions {
  readonly shape: RunShape;
  readonly recipe: Recipe;
  readonly source: DataSource;
  /** Names of the classes, in their order; empty where the data set names none. */
  readonly classes: readonly string[];
  /** Samples of a global batch. */
  readonly batchSize: number;
  /** Steps whose results do not depend on the world size, to the last bit. */
  readonly reproducible: boolean;
  /** Format in which gradients travel. */
  readonly wire: WireFormat;
  /** Longest that any step may take, in ms; a usual one has less (step-deadline.ts). */
  readonly stepDeadlineMs: number;
  /** Steps, and ms, between two checkpoints inside an epoch; 0 makes none. */
  readonly checkpointEvery: { readonly steps: number; readonly ms: number };
}

/** What a worker trains with, as long as it lives. */
export interface TrainParts {
  readonly engine: Engine;
  readonly archive: Archive;
  readonly feed: Feed;
  readonly endpoint: Endpoint;
  readonly session: Session;
}

/** What a rank needs for the steps of one generation. */
export interface RankContext extends TrainOptions, Pick<TrainParts, 'engine' | 'archive' | 'feed'> {
  readonly transport: Transport;
  /** Measures the gradient's norm; without it nobody does. */
  readonly gradientNorm?: GradientNorm;
}
