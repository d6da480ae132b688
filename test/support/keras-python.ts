/** A long-lived Python with Keras, set up in the user's cache. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once as event } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheDir } from '../../cli/flags.ts';
import { once } from './once.ts';

const SERVER = fileURLToPath(new URL('keras_server.py', import.meta.url));
/** Keras runs on TensorFlow; on JAX too, whose gradients of an embedding are summed before they are used. */
const PACKAGES = ['keras==3.15.1', 'tensorflow-cpu==2.21.0', 'jax==0.10.2'];

export type Backend = 'tensorflow' | 'jax';

/** Fetches Keras on the first call. @returns the folder that Python imports it from */
export async function kerasPackages(): Promise<string> {
  const name = `keras-${PACKAGES.map((one) => one.split('==')[1]).join('-')}`;
  return await once(join(cacheDir(), name), async (folder) => {
    console.log('Setting up Keras for the tests (pip), once');
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];
    const flags = ['--only-binary', ':all:', '--target', folder];
    await promisify(execFile)('python3', [...pip, ...flags, ...PACKAGES]);
  });
}

/** A process that answers one question at a time. */
export class KerasPython {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  #said = '';

  constructor(backend: Backend, path: string) {
    const env = { ...process.env, KERAS_BACKEND: backend, PYTHONPATH: path };
    this.#child = spawn('python3', [SERVER], { env });
    this.#child.stderr!.on('data', (text) => {
      this.#said = (this.#said + text).slice(-5_000);
    });
    this.#lines = createInterface(this.#child.stdout!);
  }

  /** @param question a line for keras_server.py @returns its answer, also where it ended without one */
  async ask(question: string): Promise<string> {
    const ended = new AbortController();
    const { signal } = ended;
    try {
      this.#child.stdin!.write(`${question}\n`);
      const over = event(this.#child, 'close', { signal }).then(([code]) =>
        JSON.stringify({ error: `Python ended with ${code}:\n${this.#said}` }),
      );
      over.catch(() => undefined);
      return await Promise.race([event(this.#lines, 'line', { signal }).then(([line]) => line), over]);
    } finally {
      ended.abort();
    }
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}
