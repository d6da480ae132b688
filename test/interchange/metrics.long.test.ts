/** Metrics that are ratios of sums, cut over ranks and batches, beside the real Keras. */
import { describe, expect, test } from 'vitest';
import { logsOf } from '../../api/totals.ts';
import { sfc32 } from '../../base/random.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { sliceBatch } from '../../worker/trainer/micro-batches.ts';
import { keras, pip } from '../support/keras.ts';

const SAMPLES = 120;

/** The model gives the numbers that it is given, so outputs are what the test says. */
const jobSource = (width: number) => `
const shape = [${width}];
const feature = (name) => ({ name, column: name, shape, encoding: { kind: 'scale', scale: 1 } });
module.exports.default = {
  name: 'given', batchSize: 8, epochs: 1,
  data: { name: 'none', inputs: [feature('x')], targets: [feature('y')], loader: { kind: 'custom', load() {} } },
  model: (tf) => tf.sequential({ layers: [
    tf.layers.dense({ units: ${width}, inputShape: shape, useBias: false, kernelInitializer: 'identity' }),
  ] }),
  optimizer: (tf) => tf.train.sgd(0.1), loss: 'meanSquaredError', metrics: ['precision', 'recall', 'f1Score'],
};`;

/** Each metric over all samples, as Keras counts them in batches. */
const PROGRAM = `
import json, sys, keras, numpy as np
def over(kind, y, p, size=50):
    metric = getattr(keras.metrics, kind)(**({"threshold": 0.5, "average": "micro"} if kind == "F1Score" else {}))
    for at in range(0, len(y), size):
        metric.update_state(y[at : at + size], p[at : at + size])
    return float(metric.result())
y, p = (np.array(one, "float32") for one in json.load(sys.stdin))
print(json.dumps([over(kind, y, p) for kind in ("Precision", "Recall", "F1Score")]))`;

function numbers(width: number): { y: number[][]; p: number[][] } {
  const random = sfc32(1, width);
  const rows = (draw: () => number) =>
    Array.from({ length: SAMPLES }, () => Array.from({ length: width }, draw));
  // Now and then exactly at the threshold, which is below it.
  return {
    y: rows(() => (random() > 0.7 ? 1 : 0)),
    p: rows(() => (random() > 0.9 ? 0.5 : random())),
  };
}

describe('precision, recall and F1', () => {
  test.skipIf(!pip).each([1, 3])(
    "of %d outputs are Keras's, however they are cut (needs pip)",
    async (width) => {
      const { y, p } = numbers(width);
      const expected = JSON.parse(
        await keras('-c', [PROGRAM], { input: JSON.stringify([y, p]) }),
      ) as number[];
      const engine = await LocalEngine.create({ jobSource: jobSource(width), seed: 1, backend: 'cpu' });
      const [inputs, targets] = [p, y].map((rows) => [Float32Array.from(rows.flat())]);
      const batch = { size: SAMPLES, inputs: inputs!, targets: targets! };
      const update = engine.updates[0]!;
      const evaluated = new Float64Array(engine.evaluation.length);
      const trained = new Float64Array(update.totals.length);
      const cuts = [0, 7, 8, 60, 61, SAMPLES];
      for (let i = 1; i < cuts.length; i++) {
        const part = sliceBatch(batch, cuts[i - 1]!, cuts[i]!);
        for (const [k, total] of (await engine.evaluate(part)).entries()) evaluated[k]! += total;
        await engine.compute({
          update: 0,
          parity: 0,
          batch: part,
          weight: part.size / SAMPLES,
          place: { step: 0, first: 0 },
        });
        for (const [k, total] of engine.flat(0, 0).subarray(-update.totals.length).entries())
          trained[k]! += total;
      }
      await engine.close();
      for (const [names, totals] of [
        [engine.evaluation, evaluated],
        [update.totals, trained],
      ] as const) {
        const { loss: _, ...logs } = logsOf(names, totals);
        expect(Object.keys(logs)).toEqual(['precision', 'recall', 'f1_score']);
        for (const [i, value] of Object.values(logs).entries()) expect(value).toBeCloseTo(expected[i]!, 6);
      }
    },
  );

  test('targets that are class numbers are refused', async () => {
    const source = jobSource(3)
      .replace(
        "targets: [feature('y')]",
        "targets: [{ ...feature('y'), shape: [1], encoding: { kind: 'ids' } }]",
      )
      .replace('meanSquaredError', 'sparseCategoricalCrossentropy');
    const opening = LocalEngine.create({ jobSource: source, seed: 1, backend: 'cpu' });
    await expect(opening).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: /of outputs \[2,3\], targets \[2,1\]/,
    });
  });
});
