/** Models as Keras users write them today: read from Keras's files, trained beside Keras, and read by Keras again. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Batch } from '../../api/data.ts';
import { readKerasFile } from '../../api/keras/read.ts';
import { TfjsModel } from '../../api/keras/to-keras.ts';
import { writeKerasArchive } from '../../api/keras/write.ts';
import { logsOf } from '../../api/totals.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { jobSource } from '../programs/job.ts';
import { reduced } from '../programs/run.ts';
import { runtime } from '../support/engines.ts';
import { keras, pip } from '../support/keras.ts';
import { furthest } from './model-folder.ts';

const SCRIPT = fileURLToPath(new URL('models_of_today.py', import.meta.url));
const MODELS =
  'gpt llama bert bert_masks t5 rwkv seq2seq masked_seq2seq dictionaries adapted vit mixer unet windows squeezed convnext ' +
  'diffusion detection siamese frames attention_by_hand wavenet speech mamba recommender tabular graph cells experts routed ' +
  'contrast many_outputs shared_block ' +
  'penalized constrained normal_twice nested_thrice sequential_in_sequential first_channels given_states mask_roads ' +
  'whole_numbers pieces frozen_parts many_kinds wrapped_wrappers tagged_words masked_residual seen_by_parts same_again ' +
  'numbers_alone normal_axes two_ways video prepared broadcast_merges counted_kinds einsums ' +
  'small_sides deep_and_plain residual_and_normal same_kernel dense_blocks odd_kernels lines volumes backwards depthwise ' +
  'pictures_of_words gates apart kept_heads models_in_time calls_that_wait many_norms kinds_of_inputs said_by_hand';
const [BATCH, RATE, WITHIN] = [6, 0.05, 1e-5];

interface Column {
  readonly shape: readonly number[];
  readonly ids?: number;
  readonly values: readonly number[];
}
interface Saved {
  readonly inputs: Readonly<Record<string, Column>>;
  readonly targets: Readonly<Record<string, Column>>;
  readonly before: readonly (readonly number[])[];
  readonly losses: readonly number[];
  readonly after: readonly (readonly number[])[];
}

/** Compiled with two workers, op by op with one. */
const WAYS = runtime
  ? ([
      ['tensorflow', 'compiled', 2],
      ['tensorflow', 'eager', 1],
    ] as const)
  : ([['cpu', 'eager', 1]] as const);

describe.skipIf(!pip)('models of today (needs pip)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let saved: Readonly<Record<string, Saved | { readonly error: string }>>;
  beforeAll(async () => {
    saved = JSON.parse(await keras(SCRIPT, ['save', folder]));
    mkdirSync(join(folder, 'ours'));
  });

  test.each(MODELS.split(' '))('%s', async (name) => {
    const { inputs, targets, before, losses, after } = answered(saved[name]!);
    const { weights, ...model } = await readKerasFile(join(folder, `${name}.keras`));
    const program = {
      ...({ name, nodes: [], batch: BATCH, optimizer: { kind: 'sgd', args: [RATE] } } as const),
      ...{ inputs, targets, loss: Object.keys(targets).map(() => 'meanSquaredError') },
    };
    const text = JSON.stringify({ ...model, weights: 'weights' });
    const source = `${jobSource(program)} module.exports.default.model = require('lockstep').kerasModel(${text});`;
    const arrays = (columns: Readonly<Record<string, Column>>) =>
      Object.values(columns).map(({ ids, values }) => (ids ? Int32Array : Float32Array).from(values));
    const batch: Batch = { size: BATCH, inputs: arrays(inputs), targets: arrays(targets) };
    for (const [backend, mode, workers] of WAYS) {
      const engine = await LocalEngine.create({
        ...{ jobSource: source, blobs: new Map([['weights', weights]]), seed: 1, backend, mode },
        ...(runtime && { runtime }),
      });
      try {
        expectOutputs(await engine.predict(batch), before);
        const { json, weights } = await engine.exportModel();
        await writeKerasArchive(
          join(folder, 'ours', `${name}.keras`),
          TfjsModel.parse(JSON.parse(json)),
          weights,
        );
        const { totals } = engine.updates[0]!;
        for (const [step, loss] of losses.entries()) {
          const flat = await reduced(engine, batch, workers, step);
          engine.flat(0, 0).set(flat);
          await engine.apply(0, 0, RATE);
          const logs = logsOf(totals, Float64Array.from(flat.slice(-totals.length)));
          expect(Math.abs(logs.loss! - loss), `loss of step ${step}, ${mode}`).toBeLessThan(WITHIN);
        }
        expectOutputs(await engine.predict(batch), after);
      } finally {
        await engine.close();
      }
    }
  });

  test('Keras reads what was exported of them', async () => {
    const given = Object.entries(saved).map(([name, one]) => [name, answered(one).inputs]);
    const input = JSON.stringify(Object.fromEntries(given));
    const loaded: Readonly<Record<string, number[][] | { readonly error: string }>> = JSON.parse(
      await keras(SCRIPT, ['load', join(folder, 'ours')], { input }),
    );
    for (const name of MODELS.split(' ')) {
      expect(loaded[name], name).not.toHaveProperty('error');
      expectOutputs(answered(loaded[name]!), answered(saved[name]!).before);
    }
  });
});

function expectOutputs(
  outputs: readonly ArrayLike<number>[],
  expected: readonly (readonly number[])[],
): void {
  expect(outputs).toHaveLength(expected.length);
  for (const [i, output] of outputs.entries()) expect(furthest(output, expected[i]!)).toBeLessThan(WITHIN);
}

function answered<T extends object>(answer: T | { readonly error: string }): T {
  if ('error' in answer) throw new Error(String(answer.error));
  return answer;
}
