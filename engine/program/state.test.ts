import { expect, test } from 'vitest';
import { SOUND } from '../../test/mistakes/sound.ts';
import { bundled } from '../../test/support/rehearse.ts';
import { LocalEngine } from '../local/local-engine.ts';

test('momentum that was saved as a sum of gradients is refused, and nothing is changed', async () => {
  const source = `${SOUND} export default defineJob({ ...sound, optimizer: (tf) => tf.train.momentum(0.01, 0.9) });`;
  const engine = await LocalEngine.create({ jobSource: await bundled(source), seed: 1, backend: 'cpu' });
  const batch = { size: 1, inputs: [Float32Array.of(1)], targets: [Float32Array.of(2)] };
  await engine.compute({ update: 0, parity: 0, batch, weight: 1, place: { step: 0, first: 0 } });
  await engine.apply(0, 0, 0.01);
  const state = await engine.readState();
  const velocity = state.tensors.find(({ kind }) => kind === 'slot')!;
  // y = x at first: the gradient of (2 - 1)^2 is -2.
  expect(velocity).toMatchObject({ name: expect.stringMatching(/\/velocity$/) });
  expect(velocity.values[0]).toBeCloseTo(0.02, 6);
  await engine.writeState(state);
  const old = state.tensors.map((tensor) => ({
    ...tensor,
    name: tensor.name.replace('/velocity', '/momentum'),
    values: tensor.values.map(() => 7),
  }));
  await expect(engine.writeState({ tensors: old })).rejects.toMatchObject({
    code: 'CHECKPOINT',
    message: expect.stringMatching(/\/momentum is a sum of gradients/),
  });
  expect(await engine.readState()).toEqual(state);
  await engine.close();
});

test.each(['rmsprop(0.001)', 'adam(0.001)', 'sgd(0.1)', 'momentum(0.01, 0.9)'])(
  '%s goes on from its own state',
  async (optimizer) => {
    const source = `${SOUND} export default defineJob({ ...sound, optimizer: (tf) => tf.train.${optimizer} });`;
    const engine = await LocalEngine.create({ jobSource: await bundled(source), seed: 1, backend: 'cpu' });
    const batch = { size: 1, inputs: [Float32Array.of(1)], targets: [Float32Array.of(2)] };
    await engine.compute({ update: 0, parity: 0, batch, weight: 1, place: { step: 0, first: 0 } });
    await engine.apply(0, 0, 0.01);
    const state = await engine.readState();
    await engine.writeState(state);
    expect(await engine.readState()).toEqual(state);
    await engine.close();
  },
);

test('a layer of its own may add a weight by name, shape and type alone', async () => {
  const source = `${SOUND}
import * as tf from '@tensorflow/tfjs';
class Own extends tf.layers.Layer {
  static className = 'Own';
  build(shape) { this.scale = this.addWeight('scale', [1], 'float32', tf.initializers.ones()); super.build(shape); }
  call(inputs) { return (Array.isArray(inputs) ? inputs[0] : inputs).mul(this.scale.read()); }
}
tf.serialization.registerClass(Own);
export default defineJob({ ...sound, model: () => tf.sequential({ layers: [new Own({ inputShape: [1] })] }) });`;
  const engine = await LocalEngine.create({ jobSource: await bundled(source), seed: 1, backend: 'cpu' });
  expect(engine.parameterCount).toBe(1);
  await engine.close();
});
