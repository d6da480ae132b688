/** Which public names of Keras Lockstep has, and what a user does instead of the others. */
import { insteadOfLayer } from '../../api/keras/to-tfjs.ts';
import { LOSS_ALIASES, LOSS_NAMES, METRIC_NAMES } from '../../api/names.ts';
import { schedules } from '../../api/schedules.ts';
import { useKerasLayers } from '../../engine/layers/index.ts';
import { loadBackend } from '../../engine/local/backend.ts';
import { useKerasOptimizers } from '../../engine/optimizers/index.ts';
import { useKerasSemantics } from '../../engine/tfjs/index.ts';

/** Names of Keras, as names.py prints them: by module, each with what the object calls itself. */
export type Names = Readonly<Record<string, readonly (readonly [name: string, called: string])[]>>;

/** Base classes and tools for Python objects, of which there is nothing to have. */
const PYTHON = new Set(
  (
    'get serialize deserialize Layer Wrapper InputSpec Loss Metric MeanMetricWrapper Optimizer OptimizerMap Regularizer ' +
    'Constraint Initializer LearningRateSchedule'
  ).split(' '),
);

/** By module: under which name it is here, after `=`, or what a user does instead. */
const INSTEAD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  layers: { Input: '= tf.input', Identity: "= tf.layers.activation({ activation: 'linear' })" },
  activations: {
    glu: '`keras.activations.glu(x)` between layers is read; as the activation of a layer Keras itself loses track of its half as many channels',
    threshold:
      '`keras.activations.threshold(x, ...)` between layers is read; it has no name that a configuration could say',
    sparsemax:
      'take softmax: Keras 3.15.1 computes another function (rows do not add up to 1, since it adds cumulated sums)',
  },
  losses: {
    Circle:
      'it compares the samples of a batch with each other, and no rank has all of them: give pairs as inputs (`shared-layers`)',
    KLDivergence: '= kullbackLeiblerDivergence',
    LogCosh: '= logcosh',
  },
  metrics: {
    Accuracy: "= 'accuracy'",
    Mean: 'a metric of your own: `{ name, value }` is the mean of `value` over the samples',
    Sum: 'a metric of your own times the samples; counts: `metrics.truePositives` and its kin',
    OneHotIoU: '= iou, with one-hot targets',
    OneHotMeanIoU: '= meanIoU, with one-hot targets',
    KLDivergence: '= kullbackLeiblerDivergence',
    LogCoshError: '= logcosh',
    BinaryCrossentropy: '= binaryCrossentropy',
  },
  optimizers: {
    LossScaleOptimizer: "= precision: 'float16'",
    MultiOptimizer: 'a `program` with several updates, each with its optimizer (jobs/mnist-gan.ts)',
  },
  regularizers: { OrthogonalRegularizer: '= tf.regularizers.orthogonal', L1L2: '= tf.regularizers.l1l2' },
  constraints: {},
  initializers: {
    IdentityInitializer: '= identity',
    OrthogonalInitializer: '= orthogonal',
    STFTInitializer: 'make spectrograms with the data',
    STFT: 'make spectrograms with the data',
  },
  'optimizers.schedules': { PiecewiseConstantDecay: '= schedules.piecewiseConstant' },
};

const bare = (word: string) => word.replaceAll(/[_\s]/g, '').toLowerCase();

/** What there is here, by module of Keras, without strokes and in lower case. */
async function known(): Promise<Readonly<Record<string, ReadonlySet<string>>>> {
  const { tf } = await loadBackend('cpu', undefined);
  useKerasLayers(tf);
  useKerasSemantics(tf);
  useKerasOptimizers(tf);
  const classes = Object.keys(tf.serialization.SerializationMap.getMap().classNameMap);
  const set = (words: readonly string[]) => new Set(words.map(bare));
  return {
    layers: set(Object.keys(tf.layers)),
    activations: set(classes.filter((name) => name[0] === name[0]!.toLowerCase())),
    losses: set([...LOSS_NAMES, ...Object.keys(LOSS_ALIASES)]),
    metrics: set([...METRIC_NAMES, ...Object.keys(LOSS_ALIASES)]),
    optimizers: set(Object.keys(tf.train)),
    regularizers: set(Object.keys(tf.regularizers)),
    constraints: set(Object.keys(tf.constraints)),
    initializers: set(Object.keys(tf.initializers)),
    'optimizers.schedules': set(Object.keys(schedules)),
  };
}

/** What is left, as Markdown: an entry for each way out. `wrong` counts names that have none. */
export async function namesTable(names: Names): Promise<{ text: string; wrong: number }> {
  const here = await known();
  const rows: string[] = [];
  const counts: string[] = [];
  let wrong = 0;
  for (const [space, every] of Object.entries(names)) {
    const all = every.filter(([name, called]) => ![name, called].some((word) => PYTHON.has(word)));
    const left = new Map<string, string[]>();
    let had = 0;
    for (const [name, called] of all) {
      const found = [name, called].find((word) => here[space]!.has(bare(word)));
      const said = INSTEAD[space]![called] ?? INSTEAD[space]![name];
      const instead = said ?? (space === 'layers' ? insteadOfLayer(called) : undefined);
      // The function and the class of one name are one.
      const twin = all.some(
        ([other]) => other !== name && bare(other) === bare(name) && INSTEAD[space]![other],
      );
      if (found || instead?.startsWith('= ')) had++;
      else if (instead) left.set(instead, [...(left.get(instead) ?? []), name]);
      else if (twin) had++;
      else {
        wrong++;
        left.set('**nothing yet**', [...(left.get('**nothing yet**') ?? []), name]);
      }
    }
    counts.push(`\`${space}\` ${had} of ${all.length}`);
    for (const [instead, of] of left) rows.push(`- ${space}: ${of.join(', ')}: ${instead}.`);
  }
  return {
    text: [`Had here: ${counts.join(', ')}. What is left, and what to do instead:`, '', ...rows].join('\n'),
    wrong,
  };
}
