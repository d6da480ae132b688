/** What was learned of a user's data goes with the model: out of its run, and into another training. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJson, run, temporaryFolder } from '../support/lockstep.ts';

const TABLE = [
  'height,kind,y',
  ...Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 2 ? 'a' : 'b'},${i % 3 ? 'no' : 'yes'}`),
];
/** Other heights, and one class alone: learned anew, it would be another data set. */
const MORE = ['height,kind,y', ...Array.from({ length: 30 }, (_, i) => `${50 + i},${i % 2 ? 'a' : 'b'},no`)];

const job = (imports: string, data: string, model: string) => `
import { csv, defineJob } from 'lockstep';
${imports}
export default defineJob({
  name: 'yes-or-no',
  data: ${data},
  model: ${model},
  optimizer: (tf) => tf.train.sgd(0.1),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 10,
  epochs: 1,
});
`;
const MODEL = `(tf, { inputs, classes }) => tf.sequential({ layers: [
  tf.layers.dense({ units: 4, activation: 'tanh', inputShape: [...inputs[0].shape] }),
  tf.layers.dense({ units: classes.length, activation: 'softmax' }),
] })`;

test('a model folder answers by itself, and another training starts from it', async () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  writeFileSync(at('t.csv'), TABLE.join('\n'));
  writeFileSync(at('more.csv'), MORE.join('\n'));
  writeFileSync(at('row.csv'), 'height,kind\n3,a\n');
  writeFileSync(at('first.ts'), job('', "csv('t.csv', { target: 'y' })", MODEL));
  const lockstep = async (...args: string[]) => {
    const { code, stdout, stderr } = await run([...args, '--data-dir', folder]);
    expect(code, stdout + stderr).toBe(0);
    return stdout;
  };
  await lockstep('train', at('first.ts'), '--workers', '1', '--run-dir', at('first'));
  const learned = readJson(at('first'), 'model/data.json');
  expect(learned).toEqual(readJson(at('first'), 'data.json'));
  const answer = await lockstep('predict', at('first'), '--input', at('row.csv'));
  expect(answer).toMatch(/yes/);
  cpSync(at('first/model'), at('taken'), { recursive: true });
  expect(await lockstep('predict', at('taken'), '--input', at('row.csv'))).toBe(answer);

  const imports = "import model, { learned } from './first/model/model.json';";
  writeFileSync(at('second.ts'), job(imports, "csv('more.csv', { target: 'y', test: 0, learned })", 'model'));
  await lockstep('train', at('second.ts'), '--workers', '1', '--run-dir', at('second'));
  expect(readJson(at('second'), 'data.json')).toEqual(learned);
  expect(readFileSync(at('second/job.cjs'), 'utf8')).toContain('kerasModel');

  writeFileSync(at('third.ts'), job(imports, "csv('t.csv', { target: 'y' })", 'model'));
  const evaluated = /loss: (\d+\.\d+)/.exec(await lockstep('evaluate', at('first')))![1];
  await lockstep('train', at('third.ts'), '--workers', '1', '--run-dir', at('third'), '--epochs', '1');
  // One epoch on from where the first run ended, and not from anew.
  expect(readJson(at('third'), 'summary.json').valLoss).toBeLessThan(Number(evaluated));
});
