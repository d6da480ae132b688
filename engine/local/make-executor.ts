import { CompiledExecutor } from '../compiled/compiled.ts';
import { NotCompilable } from '../compiled/not-compilable.ts';
import type { OnPlacement } from '../compiled/placement.ts';
import { EagerExecutor } from '../program/eager.ts';
import type { Executor, ExecutorParts } from '../program/executor.ts';
import type { Runtime } from '../runtime/layout.ts';
import type { NativeBackend } from '../tfjs/binding.ts';
import type { BackendName } from './backend.ts';

export interface ExecutorOptions {
  readonly runtime?: Runtime;
  /** `eager` runs op by op even where steps could be compiled: the reference. */
  readonly mode?: 'compiled' | 'eager';
  /** Is told where TensorFlow placed the nodes of each call of a compiled step. */
  readonly onPlacement?: OnPlacement | undefined;
}

/** Compiles the steps where that is possible; otherwise they run op by op, and the executor's note says why. */
export async function makeExecutor(
  backend: BackendName,
  parts: ExecutorParts,
  { mode, runtime, onPlacement }: ExecutorOptions,
): Promise<Executor> {
  if (backend !== 'tensorflow' || !runtime || mode === 'eager') return new EagerExecutor(parts);
  try {
    const native = parts.tf.backend() as NativeBackend;
    return await CompiledExecutor.create({ ...parts, backend: native, runtime, onPlacement });
  } catch (error) {
    if (!(error instanceof NotCompilable)) throw error;
    return new EagerExecutor(parts, `op by op, because ${error.message}`);
  }
}
