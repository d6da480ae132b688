/** What recurrent dropout makes of given masks, beside the real Keras. */
import { createRequire } from 'node:module';
import type { Tensor } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { TF } from '../../api/job.ts';
import { sfc32 } from '../../base/random.ts';
import { useGateMasks } from '../../engine/tfjs/gate-masks.ts';
import { keras, pip } from '../support/keras.ts';
import { furthest } from './model-folder.ts';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TF;
const [BATCH, INPUTS, UNITS] = [2, 3, 4];

const PROGRAM = `
import json, sys, keras, numpy as np
kind, x, states, weights, masks, recurrent = json.load(sys.stdin)
array = lambda values: np.array(values, "float32")
options = {"recurrent_activation": "sigmoid", "dropout": 0.2, "recurrent_dropout": 0.2}
cell = keras.layers.LSTMCell(${UNITS}, **options) if kind == "lstm" else keras.layers.GRUCell(${UNITS}, reset_after=False, **options)
cell.build((${BATCH}, ${INPUTS}))
cell.set_weights([array(one) for one in weights])
cell._dropout_mask = [array(one) for one in masks]
cell._recurrent_dropout_mask = [array(one) for one in recurrent]
_, states = cell(array(x), [array(one) for one in states], training=True)
print(json.dumps([keras.ops.convert_to_numpy(one).ravel().tolist() for one in states]))`;

describe.skipIf(!pip)('recurrent dropout (needs pip)', () => {
  test.each([
    ['lstm', 4, 2],
    ['gru', 3, 1],
  ] as const)("%s: a mask for each gate gives Keras's states", async (kind, gates, stateCount) => {
    await tf.setBackend('cpu');
    useGateMasks(tf);
    const random = sfc32(7, gates);
    const matrix = (rows: number, columns: number, value = () => 2 * random() - 1) =>
      tf.tensor2d(Float32Array.from({ length: rows * columns }, value), [rows, columns]);
    const mask = (columns: number) => matrix(BATCH, columns, () => (random() < 0.3 ? 0 : 1.25));
    const x = matrix(BATCH, INPUTS);
    const states = Array.from({ length: stateCount }, () => matrix(BATCH, UNITS));
    const bias = matrix(1, gates * UNITS).reshape([gates * UNITS]);
    const weights = [matrix(INPUTS, gates * UNITS), matrix(UNITS, gates * UNITS), bias];
    const masks = Array.from({ length: gates }, () => mask(INPUTS));
    const recurrent = Array.from({ length: gates }, () => mask(UNITS));
    const plain = (tensors: readonly Tensor[]) => tensors.map((tensor) => tensor.arraySync());
    const input = [kind, x.arraySync(), ...[states, weights, masks, recurrent].map(plain)];
    const expected = JSON.parse(await keras('-c', [PROGRAM], { input: JSON.stringify(input) })) as number[][];

    const drawn = [...masks, ...recurrent];
    const dropoutFunc = () => drawn.shift()!;
    const rates = { dropout: 0.2, recurrentDropout: 0.2, dropoutFunc };
    const options = { units: UNITS, recurrentActivation: 'sigmoid', ...rates } as const;
    const cell = kind === 'lstm' ? tf.layers.lstmCell(options) : tf.layers.gruCell(options);
    cell.build([BATCH, INPUTS]);
    cell.setWeights(weights);
    const [, ...after] = cell.call([x, ...states] as never, { training: true }) as Tensor[];
    expect(after.length).toBe(expected.length);
    for (const [i, state] of after.entries())
      expect(furthest(state.dataSync(), expected[i]!)).toBeLessThan(1e-6);
  });
});
