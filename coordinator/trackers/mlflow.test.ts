import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import type { RunEvent, RunEventBody } from '../../proto/events.ts';
import { readJson, temporaryFolder } from '../../test/support/lockstep.ts';
import { RunOptions } from '../run/options.ts';
import { MlflowTracker } from './mlflow.ts';
import { newParams } from './mlflow-words.ts';
import { stride } from './stride.ts';

interface Request {
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes
  readonly body: any;
  readonly authorization: string | undefined;
}

/** Answers as MLflow does, unless `refuse` gives another status. */
async function server(refuse: (request: Request, count: number) => number | undefined = () => undefined) {
  const requests: Request[] = [];
  const http = createServer(async (request, response) => {
    const content = await text(request);
    const path = (request.url ?? '').replace(/^\/api\/2\.0\/(mlflow\/)?/, '').split('?')[0]!;
    const body = request.headers['content-type'] === 'application/json' ? JSON.parse(content) : content;
    const asked = { path, body, authorization: request.headers.authorization };
    requests.push(asked);
    const status = refuse(asked, requests.length);
    const info = { run_id: 'abc', experiment_id: '7', artifact_uri: 'mlflow-artifacts:/7/abc/artifacts' };
    const answers: Record<string, object> = {
      'experiments/get-by-name': { experiment: { experiment_id: '7' } },
      'runs/create': { run: { info } },
      'runs/get': { run: { info, data: { params: [{ key: 'epochs', value: '1' }] } } },
    };
    response.writeHead(status ?? 200).end(JSON.stringify(status ? { message: 'no' } : (answers[path] ?? {})));
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, requests };
}

function track(url: string, path = temporaryFolder()) {
  const notes: string[] = [];
  const directory = {
    path,
    writeJson: async (name: string, value: unknown) => writeFileSync(join(path, name), JSON.stringify(value)),
  };
  const options = RunOptions.parse({ batchSize: 10, epochs: 2, seed: 1, startWorkers: 1 });
  const config = { runId: 'run', jobName: 'job' };
  const tracker = new MlflowTracker(
    { url, login: { username: 'user', password: 'secret' } },
    { directory, config, options, settings: { rate: '2' }, onNote: (note) => notes.push(note) },
  );
  const hear = (body: object) =>
    tracker.hear({ time: 1.5, runId: 'run', ...body } as RunEvent & RunEventBody);
  hear({ type: 'run_started', epochs: 2, batchesPerEpoch: 3 });
  const step = (step: number) =>
    hear({ type: 'step', step, rank: 0, learningRate: 0.1, logs: { loss: step === 1 ? Number.NaN : step } });
  const fail = () => hear({ type: 'run_failed', code: 'ABORTED', message: '' });
  return { tracker, notes, path, step, fail };
}

const metricsIn = (requests: readonly Request[]) =>
  requests.filter(({ path }) => path === 'runs/log-batch').flatMap(({ body }) => body.metrics ?? []);

test('what could not be sent at first is sent again; files and the end come last', async () => {
  const { url, requests } = await server((_, count) => (count === 1 ? 503 : undefined));
  const { tracker, notes, path, step, fail } = track(url);
  mkdirSync(join(path, 'model'));
  for (const name of ['report.html', 'model/model.json', 'job.cjs'])
    writeFileSync(join(path, name), 'content');
  step(0);
  step(1);
  fail();
  await tracker.close();
  const losses = metricsIn(requests).filter(({ key }) => key === 'batch_loss');
  expect(losses).toEqual([
    { key: 'batch_loss', value: 0, timestamp: 1, step: 0 },
    { key: 'batch_loss', value: 'NaN', timestamp: 1, step: 1 },
  ]);
  const files = 'mlflow-artifacts/artifacts/7/abc/artifacts';
  expect(requests.slice(-3).map(({ path, body }) => [path, body.status ?? body])).toEqual([
    ['runs/update', 'KILLED'],
    [`${files}/report.html`, 'content'],
    [`${files}/model/model.json`, 'content'],
  ]);
  const { params } = requests.find(({ path }) => path === 'runs/log-batch')!.body;
  expect(params).toEqual(
    expect.arrayContaining([
      { key: 'rate', value: '2' },
      { key: 'epochs', value: '2' },
    ]),
  );
  expect(new Set(requests.map(({ authorization }) => authorization))).toEqual(
    new Set([`Basic ${Buffer.from('user:secret').toString('base64')}`]),
  );
  expect(notes.at(-1)).toBe(`MLflow has it at ${url}/#/experiments/7/runs/abc`);
  expect(readJson(path, 'mlflow.json')).toEqual({ url, experimentId: '7', runId: 'abc' });
});

test('a server that stays away is given up at the end, which says what is missing there', async () => {
  const { url } = await server(() => 503);
  const { tracker, notes, path, step, fail } = track(url);
  step(0);
  fail();
  await tracker.close();
  const why = 'MLflow answers 503: no';
  const unsent = '2 metrics, the run’s files, how it ended';
  expect(notes).toEqual([`MLflow has not got: ${unsent} (${why}). They stay in ${path}`]);
  expect(readJson(path, 'mlflow.json')).toMatchObject({ url, unsent, why });
});

test('a server that refuses for good is asked no more', async () => {
  const { url, requests } = await server(() => 403);
  const { tracker, notes, step, fail } = track(url);
  step(0);
  fail();
  await tracker.close();
  expect(requests).toHaveLength(1);
  expect(notes[0]).toMatch(/^MLflow answers 403: no\. Set MLFLOW_TRACKING_TOKEN, .*; training goes on$/);
  expect(notes.join()).not.toContain('secret');
});

test('metrics that the server refuses are counted, and cost no others', async () => {
  const { url, requests } = await server(({ body }) => (body.metrics?.length === 1_000 ? 400 : undefined));
  const { tracker, notes, step, fail } = track(url);
  for (let i = 0; i < 502; i++) step(i);
  fail();
  await tracker.close();
  expect(metricsIn(requests).at(-1)).toMatchObject({ key: 'batch_learning_rate', step: 501 });
  expect(notes.at(-1)).toMatch(/^MLflow has not got: 1000 metrics \(MLflow answers 400: no\)/);
});

test('what waits for the server has a bound', async () => {
  const { url } = await server(() => 503);
  const { tracker, notes, step, fail } = track(url);
  for (let i = 0; i < 10_005; i++) step(i);
  fail();
  await tracker.close();
  expect(notes.at(-1)).toContain('20010 metrics');
});

test('a run that goes on is the same run, if it is the same server', async () => {
  const { url, requests } = await server();
  const first = track(url);
  first.fail();
  await first.tracker.close();
  const again = track(url, first.path);
  again.fail();
  await again.tracker.close();
  expect(requests.filter(({ path }) => path === 'runs/create')).toHaveLength(1);
  const other = await server();
  const elsewhere = track(other.url, first.path);
  elsewhere.fail();
  await elsewhere.tracker.close();
  expect(other.requests.filter(({ path }) => path === 'runs/create')).toHaveLength(1);
});

test('a parameter that has another value by now becomes a tag', () => {
  const known = [
    { key: 'seed', value: '1' },
    { key: 'epochs', value: '1' },
  ];
  expect(newParams({ seed: '1', epochs: '2', job: 'j' }, known)).toEqual({
    params: { job: 'j' },
    tags: { epochs: '2' },
  });
});

test('of a long run so many steps are told', () => {
  expect([0, 1, 5_000, 5_001, 1e6].map((steps) => stride(steps, 5_000))).toEqual([1, 1, 1, 2, 200]);
});
