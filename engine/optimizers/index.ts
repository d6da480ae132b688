/** Keras's optimizers in `tf.train`: those that tfjs lacks, and all options of those that it has. */
import type { Optimizer } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { OptimizerOptions } from '../../api/optimizers.ts';
import { expectOptions } from '../../api/words.ts';
import { LockstepError } from '../../base/errors.ts';
import { once } from '../tfjs/internals.ts';
import { adam, adamax, lamb, nadam, scheduleFreeAdamW } from './adams.ts';
import { muon } from './muon.ts';
import { ruledOptimizer } from './optimizer.ts';
import type { Rule } from './rule.ts';
import { adadelta, adafactor, adagrad, ftrl, lion, rmsprop, sgd } from './rules.ts';
import { wholeRule } from './whole.ts';

const COMMON = [
  'learningRate',
  'weightDecay',
  'excludeFromWeightDecay',
  'clipnorm',
  'clipvalue',
  'globalClipnorm',
  'useEma',
  'emaMomentum',
  'emaOverwriteFrequency',
];

interface Made {
  readonly className: string;
  readonly options: readonly string[];
  readonly defaults: OptimizerOptions & { readonly learningRate: number };
  rule(options: OptimizerOptions): Rule;
}

const MADE: Readonly<Record<string, Made>> = {
  sgd: { className: 'SGD', options: ['momentum', 'nesterov'], defaults: { learningRate: 0.01 }, rule: sgd },
  adam: {
    className: 'Adam',
    options: ['beta1', 'beta2', 'epsilon', 'amsgrad'],
    defaults: { learningRate: 0.001 },
    rule: adam,
  },
  adamW: {
    className: 'AdamW',
    options: ['beta1', 'beta2', 'epsilon', 'amsgrad'],
    defaults: { learningRate: 0.001, weightDecay: 0.004 },
    rule: adam,
  },
  nadam: {
    className: 'Nadam',
    options: ['beta1', 'beta2', 'epsilon'],
    defaults: { learningRate: 0.001 },
    rule: nadam,
  },
  lion: { className: 'Lion', options: ['beta1', 'beta2'], defaults: { learningRate: 0.001 }, rule: lion },
  rmsprop: {
    className: 'RMSprop',
    options: ['rho', 'momentum', 'epsilon', 'centered'],
    defaults: { learningRate: 0.001 },
    rule: rmsprop,
  },
  adafactor: {
    className: 'Adafactor',
    options: ['beta2Decay', 'epsilon1', 'epsilon2', 'clipThreshold', 'relativeStep'],
    defaults: { learningRate: 0.001 },
    rule: adafactor,
  },
  adagrad: {
    className: 'Adagrad',
    options: ['initialAccumulatorValue', 'epsilon'],
    defaults: { learningRate: 0.001 },
    rule: adagrad,
  },
  adadelta: {
    className: 'Adadelta',
    options: ['rho', 'epsilon'],
    defaults: { learningRate: 0.001 },
    rule: adadelta,
  },
  adamax: {
    className: 'Adamax',
    options: ['beta1', 'beta2', 'epsilon'],
    defaults: { learningRate: 0.001 },
    rule: adamax,
  },
  ftrl: {
    className: 'Ftrl',
    options: [
      'learningRatePower',
      'initialAccumulatorValue',
      'l1RegularizationStrength',
      'l2RegularizationStrength',
      'l2ShrinkageRegularizationStrength',
      'beta',
    ],
    defaults: { learningRate: 0.001 },
    rule: ftrl,
  },
  scheduleFreeAdamW: {
    className: 'ScheduleFreeAdamW',
    options: ['beta1', 'beta2', 'epsilon', 'warmupSteps'],
    defaults: { learningRate: 0.0025 },
    rule: scheduleFreeAdamW,
  },
  lamb: {
    className: 'Lamb',
    options: ['beta1', 'beta2', 'epsilon'],
    defaults: { learningRate: 0.001 },
    rule: lamb,
  },
  muon: {
    className: 'Muon',
    options: [
      'momentum',
      'nesterov',
      'nsSteps',
      'rmsRate',
      'excludeLayers',
      'excludeEmbeddings',
      'adamBeta1',
      'adamBeta2',
      'adamLrRatio',
      'adamWeightDecay',
      'epsilon',
    ],
    defaults: { learningRate: 0.001, weightDecay: 0.004 },
    rule: muon,
  },
};

/** May be called again. */
export function useKerasOptimizers(tf: TF): void {
  once(tf.train, 'rules', () => {
    const train = tf.train as unknown as Record<string, ((...args: unknown[]) => Optimizer) | undefined>;
    for (const [name, { className, options: known, defaults, rule }] of Object.entries(MADE)) {
      const positional = train[name];
      const make = (given: OptimizerOptions = {}): Optimizer => {
        const called = `tf.train.${name}`;
        if (given === null || typeof given !== 'object') throw inNumbers(called, given);
        expectOptions(called, given, [...known, ...COMMON]);
        const options = { ...defaults, ...given };
        return ruledOptimizer(tf, className, wholeRule(rule(options), options, called), options);
      };
      // tfjs's own take numbers, one after the other.
      train[name] = (...args) =>
        positional && (args.length === 0 || typeof args[0] !== 'object')
          ? positional.apply(train, args)
          : make(args[0] as OptimizerOptions | undefined);
    }
  });
}

function inNumbers(called: string, given: unknown): LockstepError {
  return new LockstepError('BAD_INPUT', `${called} is given ${given}, and takes its options by name`, {
    hint: `Write: ${called}({ learningRate: 0.001 })`,
  });
}
