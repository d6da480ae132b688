import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Container, type Layer, once } from './internals.ts';

type Apply = (x: Tensor, axis?: number) => Tensor;

/** A layer, as far as it has an activation. */
interface Activated {
  readonly activation?: { apply: Apply; getClassName(): string };
  /** Of a `Softmax` layer. */
  softmax?: Apply;
}

/** What a model's outputs were before their sigmoid or softmax, by output. */
const logits = new WeakMap<Tensor, Tensor>();
let kept: Tensor[] | undefined;

/** What went into the sigmoid or softmax that gave a model's output; undefined where no such activation did. */
export function logitsOf(output: Tensor): Tensor | undefined {
  return logits.get(output);
}

/** Does `work` with the logits of the outputs that it computes, which are let go of after it. */
export function withLogits<T>(tf: TF, work: () => T): T {
  kept = [];
  try {
    return work();
  } finally {
    tf.dispose(kept);
    kept = undefined;
  }
}

/**
 * Has a model remember the logits of its outputs, as Keras does on TensorFlow (`_keras_logits`): a cross-entropy that
 * is computed from them has a gradient where the activation is 0 or 1 to the last bit; that of tfjs is 0 there, so that
 * such a model learns nothing more.
 */
export function watchLogits(tf: TF, model: LayersModel): void {
  for (const layer of model.outputs.map(sourceOf)) {
    const { activation, softmax } = layer;
    if (softmax) once(layer, 'logits', () => (layer.softmax = remembering(tf, softmax)));
    if (!activation || !['sigmoid', 'softmax'].includes(activation.getClassName())) continue;
    once(activation, 'logits', () => (activation.apply = remembering(tf, activation.apply.bind(activation))));
  }
}

/** The layer that gives an output, inside of models too. */
function sourceOf({ sourceLayer, outputTensorIndex = 0 }: SymbolicTensor): Activated {
  const layer = sourceLayer as unknown as Layer;
  return 'inputLayers' in layer
    ? sourceOf((layer as unknown as Container).outputs[outputTensorIndex]!)
    : (layer as Activated);
}

function remembering(tf: TF, apply: Apply): Apply {
  return (x, axis) => {
    const output = apply(x, axis);
    if (kept && x instanceof tf.Tensor) {
      const own = tf.keep(x.clone());
      kept.push(own);
      logits.set(output, own);
    }
    return output;
  };
}
