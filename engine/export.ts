import { unknownLayers } from '../api/keras/model.ts';
import type { EngineState } from './engine.ts';
import type { EngineOptions } from './index.ts';
import { useKerasLayers } from './layers/index.ts';
import { loadCode } from './local/backend.ts';
import { LocalEngine } from './local/local-engine.ts';
import { bestRuntime } from './runtime/layout.ts';

/**
 * The model of a job with the weights of `state` as an ONNX file, made in this thread.
 * @param metadata what the file says beside the graph
 * @throws LockstepError BAD_INPUT that names the layer which ONNX cannot have
 */
export async function exportOnnx(
  { jobSource, prepared, blobs, seed, cacheDir }: Omit<EngineOptions, 'engine' | 'threads' | 'signal'>,
  state: EngineState,
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const runtime = bestRuntime(cacheDir);
  const where = runtime ? ({ backend: 'tensorflow', runtime } as const) : ({ backend: 'cpu' } as const);
  const engine = await LocalEngine.create({ jobSource, prepared, blobs, seed, ...where, mode: 'eager' });
  try {
    await engine.writeState(state);
    return await engine.exportOnnx(metadata);
  } finally {
    await engine.close();
  }
}

/** Classes of a model's layers that are a job's own, by name: Keras has no such layers. For a process that runs no job. */
export function ownLayerClasses(modelTopology: object): string[] {
  const tf = loadCode('cpu', undefined);
  useKerasLayers(tf);
  return [...new Set([...unknownLayers(tf, modelTopology)].map(({ className }) => className))];
}
