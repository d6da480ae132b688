/** What cannot be compiled runs op by op, says so by name, and gives the same numbers. */
import { describe, expect, test, vi } from 'vitest';
import { randomBatch, runtime, withEngine } from '../../test/support/engines.ts';

/** A layer named `gate` that doubles, and reads values in JavaScript where `when` holds of its input `x`. */
const jobSource = (when: string) => `const tf = require('@tensorflow/tfjs');
const { mnist } = require('lockstep');
class Gate extends tf.layers.Layer {
  static get className() { return 'Gate'; }
  computeOutputShape(shape) { return shape; }
  call(inputs, kwargs) {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    if (${when}) x.dataSync();
    return x.mul(2);
  }
}
module.exports.default = {
  name: 'gated', data: mnist(), batchSize: 8, epochs: 1,
  model: () => tf.sequential({ layers: [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    new Gate({ name: 'gate' }),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ] }),
  optimizer: () => tf.train.sgd(0.1), loss: 'categoricalCrossentropy', metrics: ['accuracy'],
};`;

/** Two updates and an evaluation, with batches of 4, 5 and 5 samples. */
const walk = (source: string, mode: 'compiled' | 'eager') =>
  withEngine(source, mode, async (engine) => {
    const flats: Float32Array[] = [];
    for (const [step, size] of [4, 5, 5].entries()) {
      await engine.compute({
        update: 0,
        parity: 0,
        batch: randomBatch(source, size, step),
        weight: 1,
        place: { step, first: 0 },
      });
      flats.push(engine.flat(0, 0).slice());
      await engine.apply(0, 0, 0.1);
    }
    const totals = await engine.evaluate(randomBatch(source, 5, 9));
    const [outputs] = await engine.predict(randomBatch(source, 3, 9));
    return { info: engine.info, flats: [...flats, totals, outputs!] };
  });

async function expectEager(source: string, flats: readonly Float32Array[]): Promise<void> {
  const eager = await walk(source, 'eager');
  for (const [i, flat] of eager.flats.entries()) {
    const worst = flat.reduce((most, value, k) => Math.max(most, Math.abs(flats[i]![k]! - value)), 0);
    expect(worst).toBeLessThanOrEqual(
      1e-5 * flat.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    );
  }
}

describe.skipIf(!runtime)('fallback (needs the TensorFlow runtime: lockstep setup)', () => {
  test('a layer that reads values in training: all runs op by op', async () => {
    const source = jobSource('kwargs.training');
    const { info, flats } = await walk(source, 'compiled');
    expect(info.mode).toBe('eager');
    expect(info.note).toBe('op by op, because layer gate reads values of tensors while it computes');
    await expectEager(source, flats);
  });

  test('a layer that reads values when it predicts: training is compiled', async () => {
    const source = jobSource('!kwargs.training');
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { info, flats } = await walk(source, 'compiled');
    expect(info.mode).toBe('compiled');
    const why = 'because layer gate reads values of tensors while it computes';
    expect(info.note).toBe(`evaluation runs op by op, ${why}`);
    // A run may predict nothing: this is tried when it does.
    const said = warn.mock.calls.map(([text]) => text);
    expect(said).toEqual([`Lockstep: prediction runs op by op from here on, ${why}`]);
    warn.mockRestore();
    await expectEager(source, flats);
  });

  test('a batch size that does not compile runs op by op from there on, and says so once', async () => {
    const source = jobSource('kwargs.training && x.shape[0] === 5');
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { info, flats } = await walk(source, 'compiled');
    expect(info).toMatchObject({ mode: 'compiled', note: undefined });
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      'Lockstep: update0 runs op by op from here on, because layer gate reads values of tensors while it computes',
    ]);
    warn.mockRestore();
    await expectEager(source, flats);
  });
});
