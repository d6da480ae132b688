/** Options of Keras's optimizers, in camel case: what `tf.train` takes as one object. */
import type { Optimizer, train } from '@tensorflow/tfjs';

/** What every optimizer takes. */
export interface OptimizerOptions {
  readonly learningRate?: number;
  /** Each step takes this times the learning rate off the weights, before the update. */
  readonly weightDecay?: number | null;
  /** Weights that do not decay: those whose name, `bias` or `gamma`, has one of these in it. */
  readonly excludeFromWeightDecay?: readonly string[];
  /** Bound of the norm of each weight's gradient. */
  readonly clipnorm?: number | null;
  /** Bound of each number of a gradient. */
  readonly clipvalue?: number | null;
  /** Bound of the norm over all gradients. */
  readonly globalClipnorm?: number | null;
  /** Keeps a moving average of each weight; wants `emaOverwriteFrequency`. */
  readonly useEma?: boolean;
  /** What the average keeps of itself at each step. Left out: 0.99. */
  readonly emaMomentum?: number;
  /** Steps after which the weights become their averages, again and again. */
  readonly emaOverwriteFrequency?: number | null;
}

export interface SGDOptions extends OptimizerOptions {
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

interface MomentsOptions extends OptimizerOptions {
  readonly beta1?: number;
  readonly beta2?: number;
}

export interface NadamOptions extends MomentsOptions {
  readonly epsilon?: number;
}

export interface AdamOptions extends NadamOptions {
  readonly amsgrad?: boolean;
}

export type LionOptions = MomentsOptions;

export interface RMSpropOptions extends OptimizerOptions {
  readonly rho?: number;
  readonly momentum?: number;
  readonly epsilon?: number;
  readonly centered?: boolean;
}

export interface AdafactorOptions extends OptimizerOptions {
  readonly beta2Decay?: number;
  readonly epsilon1?: number;
  readonly epsilon2?: number;
  readonly clipThreshold?: number;
  /** The learning rate falls with 1 over the square root of the number of steps. */
  readonly relativeStep?: boolean;
}

export interface AdagradOptions extends OptimizerOptions {
  readonly initialAccumulatorValue?: number;
  readonly epsilon?: number;
}

export interface FtrlOptions extends OptimizerOptions {
  /** Power of the sum of squares that the rate is multiplied by, 0 or less; 0 keeps the rate. */
  readonly learningRatePower?: number;
  readonly initialAccumulatorValue?: number;
  readonly l1RegularizationStrength?: number;
  readonly l2RegularizationStrength?: number;
  readonly l2ShrinkageRegularizationStrength?: number;
  readonly beta?: number;
}

export interface ScheduleFreeAdamWOptions extends NadamOptions {
  /** Steps over which the rate rises from 0. */
  readonly warmupSteps?: number;
}

export interface AdadeltaOptions extends OptimizerOptions {
  readonly rho?: number;
  readonly epsilon?: number;
}

/** Matrices go by Muon, all else by Adam. */
export interface MuonOptions extends OptimizerOptions {
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** Steps of Newton and Schulz towards the nearest orthogonal matrix. */
  readonly nsSteps?: number;
  /** Makes updates as large as Adam's; null leaves them as they are. */
  readonly rmsRate?: number | null;
  /** Weights that go by Adam: regular expressions that a name such as `dense/kernel` has a match for. */
  readonly excludeLayers?: readonly string[];
  readonly excludeEmbeddings?: boolean;
  readonly adamBeta1?: number;
  readonly adamBeta2?: number;
  /** What the learning rate is multiplied by for weights that go by Adam. */
  readonly adamLrRatio?: number;
  /** Weight decay of weights that go by Adam, `weightDecay` being that of the others. Left out: 0.004. */
  readonly adamWeightDecay?: number | null;
  readonly epsilon?: number;
}

/** Optimizers of `tf.train`. Those that tfjs has too take tfjs's arguments as well: numbers, one after the other. */
export interface KerasTrain {
  sgd: ((options: SGDOptions) => Optimizer) & (typeof train)['sgd'];
  adam: ((options: AdamOptions) => Optimizer) & (typeof train)['adam'];
  rmsprop: ((options: RMSpropOptions) => Optimizer) & (typeof train)['rmsprop'];
  adamW(options?: AdamOptions): Optimizer;
  nadam(options?: NadamOptions): Optimizer;
  lion(options?: LionOptions): Optimizer;
  adagrad: ((options: AdagradOptions) => Optimizer) & (typeof train)['adagrad'];
  adadelta: ((options: AdadeltaOptions) => Optimizer) & (typeof train)['adadelta'];
  adamax: ((options: NadamOptions) => Optimizer) & (typeof train)['adamax'];
  ftrl(options?: FtrlOptions): Optimizer;
  scheduleFreeAdamW(options?: ScheduleFreeAdamWOptions): Optimizer;
  adafactor(options?: AdafactorOptions): Optimizer;
  lamb(options?: NadamOptions): Optimizer;
  muon(options?: MuonOptions): Optimizer;
}
