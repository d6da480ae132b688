import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { keras, pip } from '../../support/keras.ts';
import { readEvents, readJson } from '../../support/lockstep.ts';
import { undisturbed } from '../../support/runs.ts';

const reader = fileURLToPath(new URL('read_events.py', import.meta.url));

test.skipIf(!pip)('--tensorboard: TensorFlow reads the scalars (needs pip)', async () => {
  const runDir = await undisturbed();
  const files = ['train', 'validation'].map((kind) => {
    const [name] = readdirSync(join(runDir, 'tensorboard', kind));
    return join(runDir, 'tensorboard', kind, name!);
  });
  const scalars = JSON.parse(await keras(reader, files));
  const { history } = readJson(runDir, 'history.json');
  const expectSame = (actual: [number, number][], expected: number[]) => {
    expect(actual.map(([step]) => step)).toEqual(expected.map((_, step) => step));
    for (const [i, value] of expected.entries()) expect(actual[i]![1]).toBeCloseTo(value, 5);
  };
  expectSame(scalars[files[0]!].epoch_loss, history.loss);
  expectSame(scalars[files[1]!].epoch_accuracy, history.val_accuracy);
  const losses = readEvents(runDir).filter(({ type, rank }) => type === 'step' && rank === 0);
  expectSame(
    scalars[files[0]!].batch_loss,
    losses.map(({ logs }) => logs.loss),
  );
});
