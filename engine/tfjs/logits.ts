import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Container, type Layer, listOf, once } from './internals.ts';

/** What a model's outputs were before their sigmoid or softmax, by output. */
const logits = new WeakMap<Tensor, Tensor>();
let kept: Tensor[] | undefined;
/** What sigmoids and softmaxes gave and were given, while an output layer is at work. */
let seen: Map<Tensor, Tensor> | undefined;

/** What went into the sigmoid or softmax that gave a model's output; undefined where no such function did. */
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
 * is computed from them has a gradient where a sigmoid or softmax is 0 or 1 to the last bit; that of tfjs is 0 there, so
 * that such a model learns nothing more.
 */
export function watchLogits(tf: TF, model: LayersModel): void {
  watchKernels(tf);
  for (const layer of model.outputs.map(sourceOf)) {
    once(layer, 'logits', () => {
      const call = layer.call.bind(layer);
      layer.call = (inputs, kwargs) =>
        kept ? remembering(tf, () => call(inputs, kwargs)) : call(inputs, kwargs);
    });
  }
}

/** The layer that gives an output, inside of models too. */
function sourceOf({ sourceLayer, outputTensorIndex = 0 }: SymbolicTensor): Layer {
  const layer = sourceLayer as unknown as Layer;
  return 'inputLayers' in layer
    ? sourceOf((layer as unknown as Container).outputs[outputTensorIndex]!)
    : layer;
}

function remembering<T extends Tensor | Tensor[]>(tf: TF, work: () => T): T {
  const before = seen;
  seen = new Map();
  try {
    const outputs = work();
    for (const output of listOf<Tensor>(outputs)) {
      const own = seen.get(output);
      if (!own) continue;
      logits.set(output, own);
      kept!.push(own);
      seen.delete(output);
    }
    return outputs;
  } finally {
    tf.dispose([...seen.values()]);
    seen = before;
  }
}

function watchKernels(tf: TF): void {
  const engine = tf.engine() as unknown as {
    runKernel(name: string, inputs: Readonly<Record<string, Tensor>>, attributes?: object): Tensor;
  };
  once(engine, 'logits', () => {
    const run = engine.runKernel.bind(engine);
    engine.runKernel = (name, inputs, attributes) => {
      const output = run(name, inputs, attributes);
      if (seen && (name === 'Sigmoid' || name === 'Softmax')) {
        seen.set(output, tf.keep((inputs.x ?? inputs.logits)!.clone()));
      }
      return output;
    };
  });
}
