/** What was learned of a user's data goes with the model: out of its run, and into another training. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJson, run, temporaryFolder } from '../support/lockstep.ts';
import { serving } from '../support/serving.ts';

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
  expect(await lockstep('predict', at('taken/model.json'), '--input', at('row.csv'))).toBe(answer);

  // By the job's data, loss and metrics the folder alone comes to what the run comes to.
  const lossOf = (said: string) => /loss: (\d+\.\d+)/.exec(said)![1];
  const alone = await lockstep('evaluate', at('taken'), '--job', at('first.ts'));
  expect(lossOf(alone)).toBe(lossOf(await lockstep('evaluate', at('first'))));
  const lacking = await run(['evaluate', at('taken'), '--data-dir', folder]);
  expect(lacking.stderr).toContain('--job my-job.ts');

  const imports = "import model, { learned } from './first/model/model.json';";
  writeFileSync(at('second.ts'), job(imports, "csv('more.csv', { target: 'y', test: 0, learned })", 'model'));
  await lockstep('train', at('second.ts'), '--workers', '1', '--run-dir', at('second'));
  expect(readJson(at('second'), 'data.json')).toEqual(learned);
  expect(readFileSync(at('second/job.cjs'), 'utf8')).toContain('kerasModel');

  writeFileSync(at('third.ts'), job(imports, "csv('t.csv', { target: 'y' })", 'model'));
  const evaluated = lossOf(await lockstep('evaluate', at('first')));
  await lockstep('train', at('third.ts'), '--workers', '1', '--run-dir', at('third'), '--epochs', '1');
  // One epoch on from where the first run ended, and not from anew.
  expect(readJson(at('third'), 'summary.json').valLoss).toBeLessThan(Number(evaluated));

  // A copy of the folder teaches the same, also where the job does not ask for it: the model's numbers mean that.
  const copied = "import model from './taken/model.json';";
  writeFileSync(at('fourth.ts'), job(copied, "csv('more.csv', { target: 'y', test: 0 })", 'model'));
  await lockstep('train', at('fourth.ts'), '--workers', '1', '--run-dir', at('fourth'));
  expect(readJson(at('fourth'), 'data.json')).toEqual(learned);
});

test('a model folder alone is served, in the words of its data', async () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  writeFileSync(at('t.csv'), TABLE.join('\n'));
  writeFileSync(at('first.ts'), job('', "csv('t.csv', { target: 'y' })", MODEL));
  const trained = await run([
    'train',
    at('first.ts'),
    '--workers',
    '1',
    '--run-dir',
    at('first'),
    '--data-dir',
    folder,
  ]);
  expect(trained.code, trained.stderr).toBe(0);
  cpSync(at('first/model'), at('taken'), { recursive: true });
  rmSync(at('first'), { recursive: true });
  const { url } = await serving(at('taken'));
  const asked = async (instance: object) => {
    const body = JSON.stringify({ instances: [instance] });
    const reply = await fetch(`${url}/v1/models/model:predict`, { method: 'POST', body });
    return (await reply.json()) as { classes?: string[]; error?: string };
  };
  // A column more is no matter; one less, or a word that no row had, is.
  expect((await asked({ height: 3, kind: 'a', colour: 'red' })).classes).toEqual(['no']);
  expect((await asked({ height: 3 })).error).toContain('has no column "kind"');
  expect((await asked({ height: 3, kind: 'c' })).error).toContain(
    'kind c is in no training row (there are a, b)',
  );
  expect((await asked({ height: 'tall', kind: 'a' })).error).toContain('height tall is not a number');
});
