/** A trained model that answers: what it says, to whom, and how it ends. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { parseIdx } from '../../datasets/formats/idx.ts';
import { runWithInput } from '../support/lockstep.ts';
import { digits, undisturbed } from '../support/runs.ts';
import { ask, serving } from '../support/serving.ts';

let run = '';
let pictures: number[][] = [];

beforeAll(async () => {
  run = await undisturbed();
  const path = join(await digits(), 't10k-images-idx3-ubyte');
  const { values } = parseIdx(readFileSync(path), path);
  pictures = [0, 1, 2].map((i) => [...values.subarray(i * 784, (i + 1) * 784)]);
});

test('it says what predict says, to the last bit, by row, by column and over gRPC', async () => {
  const { stdout } = runWithInput(['predict', run, '--json', '--input', '-'], JSON.stringify(pictures));
  const lines = stdout.trim().split('\n');
  const said = lines.map((line) => JSON.parse(line)[0] as number[]);
  const { process, model, predict, grpcPort, url } = await serving(run);
  for (const [i, picture] of pictures.entries()) {
    const best = String(said[i]!.indexOf(Math.max(...said[i]!)));
    expect(await predict({ instances: [picture] })).toMatchObject({
      predictions: [said[i]],
      classes: [best],
    });
    expect(await predict({ inputs: { image: [picture] } })).toMatchObject({ outputs: [said[i]] });
  }
  // Together they are another batch, with other roundings.
  const together = await predict({ instances: pictures });
  for (const [i, chances] of together.predictions!.entries()) {
    for (const [k, chance] of chances.entries()) expect(chance).toBeCloseTo(said[i]![k]!, 6);
  }
  const client = new Client(`127.0.0.1:${grpcPort}`, credentials.createInsecure());
  onTestFinished(() => client.close());
  const answers = (await ask(client, [{ json: JSON.stringify(pictures[0]) }])).answers!;
  const [output] = Object.values(answers[0]!.outputs!);
  expect([...output!.values!]).toEqual(said[0]);
  await expect(ask(client, [{ text: 'seven' }])).rejects.toMatchObject({ code: 3 });
  await expect(ask(client, [{ json: '0' }], Date.now() - 1)).rejects.toMatchObject({ code: 4 });

  expect(await (await fetch(model)).json()).toMatchObject({ model_version_status: [{ state: 'AVAILABLE' }] });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain(
    'lockstep_serve_requests_total{protocol="http",status="OK"} 7',
  );
  process.child.kill('SIGTERM');
  expect(await process.finished).toMatchObject({ code: 0, stderr: '' });
});

test('what cannot be answered is refused by name, and so are strangers', async () => {
  const { predict, url } = await serving(run);
  const picture = pictures[0]!;
  for (const [body, status, error] of [
    [{ instances: [picture, [1, 2]] }, 400, /instance 1: .* has 2 numbers, the model takes 784/],
    [{ instances: ['seven'] }, 400, /instance 0: the input is neither PNG/],
    [{ instances: [{ b64: 'eA==' }] }, 400, /instance 0: /],
    [{ instances: [{ picture }] }, 400, /there is no input picture/],
    [{ instances: [] }, 400, /no instances/],
    ['{', 400, /not JSON/],
    ['x'.repeat(17 * 1024 ** 2), 400, /more than 16777216 bytes/],
  ] as const) {
    expect(await predict(body)).toEqual({ status, error: expect.stringMatching(error) });
  }
  expect(await predict({ instances: [picture] }, { origin: 'http://evil.example' })).toMatchObject({
    status: 403,
  });
  expect((await fetch(`${url}/v1/models/other:predict`, { method: 'POST' })).status).toBe(404);
});
