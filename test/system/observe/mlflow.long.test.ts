/** A run in MLflow's real server, which receives OpenTelemetry's traces too: what it has got, and what of a run that goes on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pip } from '../../support/keras.ts';
import { readEvents, readJson, run, start, temporaryFolder } from '../../support/lockstep.ts';
import { mlflowServer } from '../../support/mlflow.ts';
import { digits, JOB } from '../../support/runs.ts';

const TOKEN = 'mlflow-token-of-the-test';

test.skipIf(!pip)('MLflow keeps parameters, metrics, files and the end of a run (needs pip)', async () => {
  const url = await mlflowServer();
  const runDir = join(temporaryFolder(), 'run');
  const flags = ['--workers', '2', '--data-dir', await digits(), '--mlflow', url];
  const env = { MLFLOW_TRACKING_TOKEN: TOKEN };
  const first = await run(['train', JOB, ...flags, '--run-dir', runDir, '--epochs', '2', '--otlp', url], {
    ...env,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-mlflow-experiment-id=0',
    // On a busy machine the server takes its time.
    OTEL_EXPORTER_OTLP_TIMEOUT: '300000',
    OTEL_BSP_EXPORT_TIMEOUT: '300000',
  });
  expect(first.code, first.stderr).toBe(0);
  const { runId } = readJson(runDir, 'mlflow.json');
  expect(first.stdout).toContain(`/runs/${runId}`);
  const ask = (path: string) => fetch(`${url}/api/2.0/${path}`, { headers: { connection: 'close' } });
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  const get = async (call: string): Promise<any> => await (await ask(`mlflow/${call}`)).json();
  const kept = async () => (await get(`runs/get?run_id=${runId}`)).run;
  const named = (all: { key: string; value: string }[]) =>
    Object.fromEntries(all.map(({ key, value }) => [key, value]));

  const { info, data } = await kept();
  expect(info).toMatchObject({ status: 'FINISHED', run_name: 'run' });
  expect(named(data.params)).toMatchObject({ job: 'paced-digits', workers: '2', epochs: '2', seed: '1' });
  const history = async (key: string) => {
    const { metrics } = await get(`metrics/get-history?run_id=${runId}&metric_key=${key}&max_results=1000`);
    return (metrics as { step: number; value: number }[]).map(({ step, value }) => [step, value]);
  };
  const steps = readEvents(runDir).filter(({ type, rank }) => type === 'step' && rank === 0);
  expect(await history('batch_loss')).toEqual(steps.map(({ step, logs }) => [step, logs.loss]));
  const { val_loss: losses } = readJson(runDir, 'history.json').history;
  expect(await history('val_loss')).toEqual(losses.map((loss: number, epoch: number) => [epoch, loss]));
  for (const file of ['report.html', 'model/weights.bin', 'summary.json']) {
    const path = `${info.artifact_uri.replace('mlflow-artifacts:/', '')}/${file}`;
    const response = await ask(`mlflow-artifacts/artifacts/${path}`);
    expect(Buffer.from(await response.arrayBuffer()), file).toEqual(readFileSync(join(runDir, file)));
  }

  const spans = await spansIn(url);
  const count = (name: string) => spans.filter((span) => span === name).length;
  const names = ['run paced-digits', 'epoch', 'generation', 'step', 'all-reduce'];
  expect(names.map(count)).toEqual([1, 2, 1, 2 * steps.length, 2 * steps.length]);

  const further = await run(['train', '--resume', runDir, ...flags, '--epochs', '3'], env);
  expect(further.code, further.stderr).toBe(0);
  const { data: later } = await kept();
  expect((await history('val_loss')).map(([epoch]) => epoch)).toEqual([0, 1, 2]);
  expect(named(later.params).epochs).toBe('2');
  expect(named(later.tags).epochs).toBe('3');

  const { child, finished, prints } = start(['train', '--resume', runDir, ...flags, '--epochs', '1000'], {
    env,
  });
  await prints(/Epoch 5\/1000/);
  child.kill('SIGINT');
  await finished;
  expect((await kept()).info.status).toBe('KILLED');
  const written = ['mlflow.json', 'config.json', 'events.jsonl'].map((name) =>
    readFileSync(join(runDir, name), 'utf8'),
  );
  expect([...written, first.stdout, first.stderr].join('')).not.toContain(TOKEN);
});

/** Names of the spans of the one trace that the server has. */
async function spansIn(url: string): Promise<string[]> {
  const traces = `${url}/api/3.0/mlflow/traces`;
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const place = { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } };
  const body = JSON.stringify({ locations: [place], max_results: 2 });
  const found = await (await fetch(`${traces}/search`, { method: 'POST', headers, body })).json();
  const ids = (found as { traces: { trace_id: string }[] }).traces.map(({ trace_id: id }) => id);
  const got = await (await fetch(`${traces}/batchGet?trace_ids=${ids.join()}`, { headers })).json();
  return (got as { traces: { spans: { name: string }[] }[] }).traces.flatMap(({ spans }) =>
    spans.map(({ name }) => name),
  );
}
