import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
// The build, which takes this file alone, must know what the setup provides.
import type {} from './global-setup.ts';
import type { Backend } from './keras-python.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Socket at which questions for Keras are asked. */
    keras: string;
  }
}

/** Whether a Python is here into which Keras can be fetched. */
export const pip = spawnSync('python3', ['-m', 'pip', '--version']).status === 0;

/**
 * Runs a script with Keras, in the Python that all tests share.
 * @param script its path, or `-c` with the program as the first of `args`
 * @param options `input` is what the script reads from standard input
 * @returns the last line that it prints
 * @throws with its traceback where it fails
 */
export async function keras(
  script: string,
  args: readonly string[],
  { input = '', backend = 'tensorflow' }: { input?: string; backend?: Backend } = {},
): Promise<string> {
  const socket = connect(inject('keras'));
  await once(socket, 'connect');
  socket.write(`${JSON.stringify({ backend, script, args, input })}\n`);
  const { output, error } = JSON.parse(await text(socket));
  if (error) throw new Error(error);
  return output;
}
