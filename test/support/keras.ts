import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cacheDir } from '../../cli/flags.ts';

const pythons = [join(cacheDir(), 'bench/bin/python'), 'python3'];

/** A Python that has Keras: the environment of `lockstep bench`, else the PATH's; undefined without either. */
export const python = pythons.find((path) => spawnSync(path, ['-c', 'import keras']).status === 0);

/** Runs a script with Keras, by default on TensorFlow. @returns the last line that it prints */
export function keras(
  script: string,
  args: readonly string[],
  { input, backend = 'tensorflow' }: { input?: string; backend?: 'tensorflow' | 'torch' } = {},
): string {
  const env = { ...process.env, KERAS_BACKEND: backend };
  const options = { input, env, encoding: 'utf8', maxBuffer: 1e8 } as const;
  const { stdout, stderr, status } = spawnSync(python!, [script, ...args], options);
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split('\n').at(-1)!;
}
