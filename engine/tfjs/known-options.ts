/** The options of tfjs's layers, initializers, regularizers and constraints, by the function that makes one. Pure. */
import type { TF } from '../../api/job.ts';
import { expectOptions } from '../../api/words.ts';
import { LockstepError } from '../../base/errors.ts';

/** Every layer takes these. */
export const COMMON = [
  'inputShape',
  'batchInputShape',
  'batchSize',
  'dtype',
  'name',
  'trainable',
  'weights',
  'inputDType',
] as const;

type Words = readonly string[];

const BIASED = [
  'activation',
  'useBias',
  'kernelInitializer',
  'biasInitializer',
  'kernelConstraint',
  'biasConstraint',
  'kernelRegularizer',
  'biasRegularizer',
] as const;
const WINDOW = ['kernelSize', 'strides', 'padding', 'dataFormat', 'dilationRate'] as const;
const CONVOLUTION = ['filters', ...WINDOW, ...BIASED, 'activityRegularizer'] as const;
const DEPTHWISE = [
  'depthMultiplier',
  'depthwiseInitializer',
  'depthwiseConstraint',
  'depthwiseRegularizer',
] as const;
const POINTWISE = ['pointwiseInitializer', 'pointwiseConstraint', 'pointwiseRegularizer'] as const;
const POOL_1D = ['poolSize', 'strides', 'padding'] as const;
const POOL = [...POOL_1D, 'dataFormat'] as const;
const CELL = [
  ...BIASED,
  'recurrentInitializer',
  'recurrentRegularizer',
  'recurrentConstraint',
  'dropout',
  'recurrentDropout',
  'dropoutFunc',
] as const;
const GRU = [...CELL, 'units', 'recurrentActivation', 'implementation'] as const;
const LSTM = [...GRU, 'unitForgetBias'] as const;
const CONV_LSTM = [
  ...CELL,
  'filters',
  ...WINDOW,
  'recurrentActivation',
  'implementation',
  'unitForgetBias',
] as const;
const RNN = [
  'cell',
  'returnSequences',
  'returnState',
  'goBackwards',
  'stateful',
  'unroll',
  'inputDim',
  'inputLength',
] as const;
const NORMALIZATION = [
  'axis',
  'epsilon',
  'center',
  'scale',
  'betaInitializer',
  'gammaInitializer',
  'betaRegularizer',
  'gammaRegularizer',
] as const;

/** Of a ConvLSTM1D and a ConvLSTM3D, which tfjs lacks. */
export const CONV_LSTM_LAYER = [...CONV_LSTM, ...RNN, 'activityRegularizer'] as const;

export const LAYERS = {
  activation: ['activation'],
  add: [],
  alphaDropout: ['rate', 'noiseShape'],
  average: [],
  averagePooling1d: POOL_1D,
  averagePooling2d: POOL,
  averagePooling3d: POOL,
  batchNormalization: [
    ...NORMALIZATION,
    'momentum',
    'movingMeanInitializer',
    'movingVarianceInitializer',
    'betaConstraint',
    'gammaConstraint',
  ],
  bidirectional: ['layer', 'mergeMode'],
  centerCrop: ['height', 'width'],
  concatenate: ['axis'],
  conv1d: CONVOLUTION,
  conv2d: CONVOLUTION,
  conv2dTranspose: CONVOLUTION,
  conv3d: CONVOLUTION,
  conv3dTranspose: CONVOLUTION,
  convLstm2d: [...CONV_LSTM, ...RNN],
  convLstm2dCell: CONV_LSTM,
  cropping2D: ['cropping', 'dataFormat'],
  dense: [...BIASED, 'units', 'inputDim', 'activityRegularizer'],
  depthwiseConv2d: [...WINDOW, ...BIASED, ...DEPTHWISE, 'activityRegularizer'],
  dot: ['axes', 'normalize'],
  dropout: ['rate', 'noiseShape', 'seed'],
  embedding: [
    'inputDim',
    'outputDim',
    'embeddingsInitializer',
    'embeddingsRegularizer',
    'activityRegularizer',
    'embeddingsConstraint',
    'maskZero',
    'inputLength',
  ],
  flatten: ['dataFormat'],
  gaussianDropout: ['rate'],
  gaussianNoise: ['stddev'],
  globalAveragePooling1d: [],
  globalAveragePooling2d: ['dataFormat'],
  globalMaxPooling1d: [],
  globalMaxPooling2d: ['dataFormat'],
  gru: [...GRU, ...RNN],
  gruCell: [...GRU, 'resetAfter'],
  inputLayer: ['sparse'],
  leakyReLU: ['alpha'],
  lstm: [...LSTM, ...RNN],
  lstmCell: LSTM,
  masking: ['maskValue'],
  maximum: [],
  maxPooling1d: POOL_1D,
  maxPooling2d: POOL,
  maxPooling3d: POOL,
  minimum: [],
  multiply: [],
  permute: ['dims'],
  prelu: ['alphaInitializer', 'alphaRegularizer', 'alphaConstraint', 'sharedAxes'],
  randomWidth: ['factor', 'interpolation', 'seed', 'autoVectorize'],
  reLU: ['maxValue'],
  repeatVector: ['n'],
  reshape: ['targetShape'],
  resizing: ['height', 'width', 'interpolation', 'cropToAspectRatio'],
  rnn: RNN,
  separableConv2d: [...CONVOLUTION, ...DEPTHWISE, ...POINTWISE],
  simpleRNN: [...CELL, 'units', ...RNN],
  simpleRNNCell: [...CELL, 'units'],
  spatialDropout1d: ['rate', 'seed'],
  stackedRNNCells: ['cells'],
  thresholdedReLU: ['theta'],
  timeDistributed: ['layer'],
  upSampling2d: ['size', 'dataFormat', 'interpolation'],
  zeroPadding2d: ['padding', 'dataFormat'],
} as const satisfies Partial<Record<keyof TF['layers'], Words>>;

/** Options of Keras that tfjs lacks and layers have here. */
const OURS: Readonly<Partial<Record<keyof typeof LAYERS, Words>>> = {
  batchNormalization: ['synchronized'],
  bidirectional: ['backwardLayer'],
  conv2dTranspose: ['outputPadding'],
  conv3dTranspose: ['outputPadding'],
  conv1d: ['groups'],
  conv2d: ['groups'],
  conv3d: ['groups'],
  convLstm2d: ['activityRegularizer'],
  globalAveragePooling1d: ['keepdims'],
  globalAveragePooling2d: ['keepdims'],
  globalMaxPooling1d: ['keepdims'],
  globalMaxPooling2d: ['keepdims'],
  gru: ['activityRegularizer', 'resetAfter'],
  lstm: ['activityRegularizer'],
  reLU: ['negativeSlope', 'threshold'],
  rnn: ['activityRegularizer'],
  simpleRNN: ['activityRegularizer'],
};

export const ALIASES = {
  avgPool1d: 'averagePooling1d',
  avgPooling1d: 'averagePooling1d',
  avgPool2d: 'averagePooling2d',
  avgPooling2d: 'averagePooling2d',
  avgPool3d: 'averagePooling3d',
  avgPooling3d: 'averagePooling3d',
  globalMaxPool1d: 'globalMaxPooling1d',
  globalMaxPool2d: 'globalMaxPooling2d',
  maxPool1d: 'maxPooling1d',
  maxPool2d: 'maxPooling2d',
} as const satisfies Partial<Record<keyof TF['layers'], keyof typeof LAYERS>>;

export const INITIALIZERS = {
  zeros: [],
  ones: [],
  constant: ['value'],
  randomUniform: ['minval', 'maxval', 'seed'],
  randomNormal: ['mean', 'stddev', 'seed'],
  truncatedNormal: ['mean', 'stddev', 'seed'],
  identity: ['gain'],
  varianceScaling: ['scale', 'mode', 'distribution', 'seed'],
  glorotUniform: ['seed'],
  glorotNormal: ['seed'],
  heNormal: ['seed'],
  heUniform: ['seed'],
  leCunNormal: ['seed'],
  leCunUniform: ['seed'],
  orthogonal: ['gain', 'seed'],
} as const satisfies Record<keyof TF['initializers'], Words>;

export const REGULARIZERS = {
  l1: ['l1'],
  l2: ['l2'],
  l1l2: ['l1', 'l2'],
  orthogonal: ['factor', 'mode'],
} as const satisfies Record<keyof TF['regularizers'], Words>;

export const CONSTRAINTS = {
  maxNorm: ['maxValue', 'axis'],
  unitNorm: ['axis'],
  nonNeg: [],
  minMaxNorm: ['minValue', 'maxValue', 'axis', 'rate'],
} as const satisfies Record<keyof TF['constraints'], Words>;

/** Options of configurations that change nothing here, whatever they say: Keras's, and what tfjs puts there itself. */
const IDLE = [
  'customObjects',
  'seed',
  'fillMode',
  'fillValue',
  'renormMomentum',
  'useCudnn',
  'implementation',
];
/** And those that change nothing where they say this. */
const PLAIN: Readonly<Record<string, unknown>> = { dataFormat: 'channelsLast', groups: 1 };

/** Of layers that tfjs lacks, or that are made anew here, by their functions. */
const MADE_HERE = new Map<string, Words>();

/** Names the options of a layer that is not tfjs's own. */
export function registerOptions(className: string, factory: string, options: Words): void {
  MADE_HERE.set(factory, [...options, ...COMMON]);
  FACTORIES.set(className.toLowerCase(), factory);
}

/** Of a layer by its function in `tf.layers`; undefined where it is a job's own. */
function optionsOf(factory: string): Words | undefined {
  const here = MADE_HERE.get(factory);
  if (here) return here;
  const name = (ALIASES as Readonly<Record<string, string>>)[factory] ?? factory;
  const table: Readonly<Record<string, Words>> = LAYERS;
  const ours: Readonly<Record<string, Words>> = OURS;
  return table[name] && [...table[name], ...(ours[name] ?? []), ...COMMON];
}

const FACTORIES = new Map(Object.keys(LAYERS).map((name) => [name.toLowerCase(), name]));

/**
 * A misspelt option of a layer would be passed over.
 * @param factory the function of `tf.layers`
 * @throws LockstepError BAD_INPUT for an option that the layer does not have
 */
export function expectLayerOptions(factory: string, given: { readonly name?: unknown }): void {
  const known = optionsOf(factory);
  const made = `tf.layers.${factory}`;
  if (known) expectOptions(given.name ? `layer ${given.name} (${made})` : made, given, known);
}

/**
 * Keras writes what tfjs has no word for; where it says that nothing is to happen, it may stand.
 * @throws LockstepError BAD_INPUT for an option of a saved layer that would be passed over
 */
export function expectSavedOptions(className: string, config: Readonly<Record<string, unknown>>): void {
  const known = optionsOf(FACTORIES.get(className.toLowerCase()) ?? '');
  if (!known) return;
  const isRecurrent = known.includes('returnSequences');
  // tfjs writes the options of an RNN's cell beside it as well.
  const { config: ofCell = {} } = (config.cell ?? {}) as { config?: object };
  for (const [option, value] of Object.entries(config)) {
    const idle = !value || IDLE.includes(option) || value === PLAIN[option] || option in ofCell;
    if (idle || known.includes(option) || (isRecurrent && option === 'zeroOutputForMask')) continue;
    throw new LockstepError(
      'BAD_INPUT',
      `layer ${config.name} (${className}) has the option "${option}", which cannot be had here`,
      { hint: `It says ${JSON.stringify(value)}; leave it out of the model` },
    );
  }
}
