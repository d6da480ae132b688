/** The real MLflow server, out of its Python package in the user's cache. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './lockstep.ts';
import { pipPackages } from './pip.ts';

const VERSION = '3.17.2';

/** Fetches MLflow on the first call. @returns the folder that Python imports it from */
function mlflowPackages(): Promise<string> {
  return pipPackages(`mlflow-${VERSION}`, [`mlflow==${VERSION}`]);
}

/** Starts a server for one test. @returns its address, once it answers */
export async function mlflowServer(): Promise<string> {
  const [packages, folder, port] = [await mlflowPackages(), temporaryFolder(), await freePort()];
  const stores = ['--backend-store-uri', `sqlite:///${folder}/mlflow.db`];
  const files = ['--artifacts-destination', join(folder, 'artifacts'), '--workers', '1'];
  const server = spawn(
    'python3',
    ['-m', 'mlflow', 'server', ...stores, ...files, '--host', '127.0.0.1', '--port', String(port)],
    {
      cwd: folder,
      // Its jobs are for language models, and cost seven processes.
      env: { ...process.env, PYTHONPATH: packages, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
      stdio: ['ignore', 'ignore', 'pipe'],
      // It has children: all of its group end together.
      detached: true,
    },
  );
  onTestFinished(() => void process.kill(-server.pid!, 'SIGKILL'));
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`MLflow ended with ${code}:\n${said}`)));
    server.stderr.on('data', (text) => {
      said = (said + text).slice(-5_000);
      if (said.includes('Uvicorn running')) resolve();
    });
  });
  return `http://127.0.0.1:${port}`;
}
