/** Mistakes in layers of Keras are refused by name, and what is saved is read again. Numbers: test/programs. */
import { createRequire } from 'node:module';
import type { layers } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TF } from '../../api/job.ts';
import { useKerasSemantics } from '../tfjs/index.ts';
import { useKerasLayers } from './index.ts';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TF;

beforeAll(() => {
  useKerasLayers(tf);
  useKerasSemantics(tf);
});

const x = (...shape: number[]) => tf.input({ shape });

test.each<[make: () => unknown, words: string]>([
  [() => tf.layers.multiHeadAttention({ numHeads: 2 } as never), 'lacks the option "keyDim"'],
  [
    () => tf.layers.multiHeadAttention({ numHeads: 2, keyDim: 2, heads: 3 } as never),
    'has no option "heads"',
  ],
  [
    () => tf.layers.multiHeadAttention({ numHeads: 2, keyDim: 2, name: 'm' }).apply([x(3, 4)]),
    'layer m (MultiHeadAttention): it wants [query, value]',
  ],
  [
    () => tf.layers.groupQueryAttention({ headDim: 2, numQueryHeads: 3, numKeyValueHeads: 2 }),
    '3 query heads cannot share 2 key and value heads',
  ],
  [() => tf.layers.attention({ scoreMode: 'sum' as never }), 'is neither dot nor concat'],
  [() => tf.layers.einsumDense({ equation: 'ab->a', outputShape: 2 }).apply(x(3)), 'is no equation'],
  [() => tf.layers.einsumDense({ equation: 'aB,Bc->ac', outputShape: 2 }), 'has capitals'],
  [() => tf.layers.groupNormalization({ groups: 3 }).apply(x(4)), 'its 4 channels make no 3 equal groups'],
  [() => tf.layers.rmsNormalization({ axis: 1 }).apply(x(3, 4)), 'which are not the last'],
  [() => tf.layers.normalization({ mean: 1 }), 'it has one of mean and variance'],
  [() => tf.layers.cropping1D({ cropping: 2 }).apply(x(3, 2)), 'it crops all of its input'],
  [() => tf.layers.subtract().apply([x(3), x(4)]), '[,3] and [,4] do not go together'],
  [
    () => tf.layers.conv2d({ filters: 2, kernelSize: 1, groups: 2, name: 'c' } as never).apply(x(4, 4, 3)),
    'layer c: 3 channels make no 2',
  ],
  [() => tf.layers.categoryEncoding({ numTokens: 3 }).apply(x(3, 2)), 'it counts ids of [batch, ids]'],
])('%s is refused', (make, words) => {
  expect(make).toThrow(
    expect.objectContaining({ code: 'BAD_INPUT', message: expect.stringContaining(words) }),
  );
});

describe('what is saved', () => {
  const read = (layer: layers.Layer) => {
    const [type, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[layer.getClassName()]!;
    return fromConfig(type, structuredClone(layer.getConfig()) as never) as layers.Layer;
  };

  test('is read again, options and all', () => {
    const layer = tf.layers.einsumDense({
      equation: 'ab,bc->ac',
      outputShape: 3,
      biasAxes: 'c',
      activation: 'hardSilu',
      kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }),
      trainable: false,
    });
    expect(read(layer).getConfig()).toEqual(layer.getConfig());
    expect(layer.getConfig()).toMatchObject({
      equation: 'ab,bc->ac',
      activation: 'hardSilu',
      trainable: false,
    });
  });

  test('has the arguments of calls', () => {
    const [query, mask] = [x(3, 4), x(3, 3)];
    const attention = tf.layers.multiHeadAttention({ numHeads: 2, keyDim: 2 });
    const outputs = attention.apply([query, query], { attentionMask: mask, useCausalMask: true }) as never;
    const model = tf.model({ inputs: [query, mask], outputs });
    const again = tf.models.modelFromJSON({ modelTopology: JSON.parse(model.toJSON() as string) });
    return expect(again.then((one) => one.outputs[0]!.shape)).resolves.toEqual([null, 3, 4]);
  });
});
