/** Models that Lockstep made, read by tfjs alone: in Node, and in a browser. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { TF } from '../../api/job.ts';
import { browser, CHROMIUM } from '../support/chromium.ts';
import { furthest, modelOf, SAMPLES } from './model-folder.ts';

const JOBS = ['mnist-cnn', 'imdb-lstm'];
const require = createRequire(import.meta.url);

test.each(JOBS)('%s: tf.loadLayersModel reads the model folder', async (job) => {
  const { folder, features, inputs, outputs } = await modelOf(job);
  const tf = require('@tensorflow/tfjs') as TF;
  const saved = JSON.parse(readFileSync(join(folder, 'model/model.json'), 'utf8'));
  const weightData = new Uint8Array(readFileSync(join(folder, 'model/weights.bin'))).buffer;
  const weightSpecs = saved.weightsManifest[0].weights;
  const model = await tf.loadLayersModel(tf.io.fromMemory({ ...saved, weightSpecs, weightData }));
  const kind = features[0]!.encoding.kind === 'ids' ? 'int32' : 'float32';
  const output = model.predict(tf.tensor(inputs[0]!, [SAMPLES, ...features[0]!.shape], kind));
  expect(furthest((output as { dataSync(): Float32Array }).dataSync(), outputs[0]!)).toBeLessThan(1e-6);
});

/** Serves a model folder, tfjs, and a page that loads it. */
async function site(folder: string): Promise<string> {
  const library = require.resolve('@tensorflow/tfjs/dist/tf.min.js');
  const server = createServer((request, response) => {
    const name = basename(request.url ?? '');
    if (name === '')
      response.setHeader('content-type', 'text/html').end('<script src="/tf.min.js"></script>');
    else if (name === 'favicon.ico') response.end();
    else response.end(readFileSync(name === 'tf.min.js' ? library : join(folder, 'model', name)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test.skipIf(!CHROMIUM).each(JOBS)(
  '%s: a browser loads the model folder by tf.loadLayersModel (needs chromium)',
  async (job) => {
    const { folder, features, inputs, outputs } = await modelOf(job);
    const newPage = await browser();
    const page = await newPage();
    await page.goto(await site(folder));
    const asked = JSON.stringify({
      values: [...inputs[0]!],
      shape: [SAMPLES, ...features[0]!.shape],
      kind: features[0]!.encoding.kind === 'ids' ? 'int32' : 'float32',
    });
    const answer = await page.evaluate<number[]>(`(async ({ values, shape, kind }) => {
      await tf.setBackend('cpu');
      const model = await tf.loadLayersModel('/model/model.json');
      return [...(await model.predict(tf.tensor(values, shape, kind)).data())];
    })(${asked})`);
    expect(furthest(answer, outputs[0]!)).toBeLessThan(1e-6);
  },
);
