import { LockstepError } from '../../base/errors.ts';
import type { Flavor } from '../../engine/runtime/layout.ts';
import { setupRuntime } from '../../engine/runtime/setup.ts';
import { cacheDir } from '../flags.ts';
import { Terminal } from '../terminal/terminal.ts';

/** `lockstep setup`: the TensorFlow runtime, with progress. */
export async function runSetup({ flavor, signal }: { flavor: Flavor; signal: AbortSignal }): Promise<void> {
  const terminal = new Terminal();
  let label = '';
  const onProgress = (next: string, done: number, total: number) => {
    if (next !== label) terminal.print(next);
    label = next;
    terminal.show(`${Math.floor((100 * done) / total)} %`);
  };
  try {
    const { folder, manifest } = await setupRuntime({ cacheDir: cacheDir(), flavor, onProgress, signal });
    terminal.print(`TensorFlow ${manifest.tensorflowVersion} (${manifest.flavor}) is ready in ${folder}`);
  } catch (error) {
    if (!(error instanceof LockstepError) || error.code === 'ABORTED') throw error;
    terminal.print('TensorFlow could not be set up; training falls back to pure JavaScript, which is slow.');
    throw error;
  } finally {
    terminal.clear();
  }
}
