/** The real MLflow server, out of its Python package in the user's cache. */
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { cacheDir } from '../../cli/flags.ts';
import { temporaryFolder } from './lockstep.ts';
import { once } from './once.ts';

const VERSION = '3.17.2';

/** Fetches MLflow on the first call. @returns the folder that Python imports it from */
async function mlflowPackages(): Promise<string> {
  return await once(join(cacheDir(), `mlflow-${VERSION}`), async (folder) => {
    console.log('Setting up MLflow for the tests (pip), once');
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];
    const flags = ['--only-binary', ':all:', '--target', folder];
    await promisify(execFile)('python3', [...pip, ...flags, `mlflow==${VERSION}`]);
  });
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

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
