import { expect, test } from 'vitest';
import { loadBackend } from './backend.ts';

test('a runtime that cannot be loaded is named, with the way out', async () => {
  const manifest = { tensorflowVersion: '2.21.0', flavor: 'cpu', binding: 'none.node', files: {} } as const;
  await expect(loadBackend('tensorflow', { folder: '/nonexistent', manifest })).rejects.toMatchObject({
    code: 'ENGINE',
    message: expect.stringContaining('the tensorflow backend does not load: '),
    hint: 'Run lockstep doctor',
  });
});

test.each(['cpu', 'wasm'] as const)(
  '%s counts axes of running sums and products from the end too',
  async (name) => {
    const { tf } = await loadBackend(name, undefined);
    const x = tf.range(1, 25).reshape([2, 3, 4]);
    for (const run of [tf.cumsum, tf.cumprod]) {
      for (const axis of [0, 1, 2]) {
        const [front, end] = [run(x, axis), run(x, axis - 3)];
        expect(end.shape).toEqual([2, 3, 4]);
        expect([...end.dataSync()]).toEqual([...front.dataSync()]);
      }
    }
  },
);
