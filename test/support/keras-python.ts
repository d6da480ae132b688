/** A long-lived Python with Keras, set up in the user's cache. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pipPackages } from './pip.ts';

const SERVER = fileURLToPath(new URL('keras_server.py', import.meta.url));
/** Keras runs on TensorFlow; on JAX too, whose gradients of an embedding are summed before they are used. */
const PACKAGES = ['keras==3.15.1', 'tensorflow-cpu==2.21.0', 'jax==0.10.2'];

export type Backend = 'tensorflow' | 'jax';

/** Fetches Keras on the first call. @returns the folder that Python imports it from */
export function kerasPackages(): Promise<string> {
  return pipPackages(`keras-${PACKAGES.map((one) => one.split('==')[1]).join('-')}`, PACKAGES);
}

/** A process that answers one question at a time. */
export class KerasPython {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  /** The answer to whoever asks when it has ended, or ends before it answers. */
  readonly #over: Promise<string>;
  #said = '';

  constructor(backend: Backend, path: string) {
    const env = { ...process.env, KERAS_BACKEND: backend, PYTHONPATH: path };
    this.#child = spawn('python3', [SERVER], { env });
    this.#child.stderr!.on('data', (text) => {
      this.#said = (this.#said + text).slice(-5_000);
    });
    this.#lines = createInterface(this.#child.stdout!);
    this.#child.stdin!.on('error', () => {});
    this.#over = once(this.#child, 'close').then(([code]) =>
      JSON.stringify({ error: `Python ended with ${code}:\n${this.#said}` }),
    );
  }

  /** @param question a line for keras_server.py @returns its answer, also where it ended without one */
  async ask(question: string): Promise<string> {
    const answered = new AbortController();
    const line = once(this.#lines, 'line', { signal: answered.signal }).then(([line]) => line);
    line.catch(() => undefined);
    try {
      this.#child.stdin!.write(`${question}\n`);
      return await Promise.race([line, this.#over]);
    } finally {
      answered.abort();
    }
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}
