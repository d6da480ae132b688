import { createRequire } from 'node:module';
import type { ScaleBytes } from '../../datasets/encode.ts';
import { addonPath, bestRuntime } from '../../engine/runtime/layout.ts';

const require = createRequire(import.meta.url);

/**
 * The native scaling of bytes. Nothing, with a line in the worker's log, where there is no addon, or it does not work
 * with this machine or this Node.
 */
export function loadScaleBytes(cacheDir: string, onStatus: (text: string) => void): ScaleBytes | undefined {
  try {
    const runtime = bestRuntime(cacheDir);
    if (!runtime) throw new Error('see lockstep setup');
    return (require(addonPath(runtime.folder, 'samples')) as { scale: ScaleBytes }).scale;
  } catch (error) {
    onStatus(`batches are made in JavaScript, which is slower: ${(error as Error).message}`);
    return undefined;
  }
}
