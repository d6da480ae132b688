import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { KernelBackend } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import { plural } from '../../base/plural.ts';
import { addonPath, type Runtime } from '../runtime/layout.ts';
import { TENSORFLOW_KERNELS } from '../runtime/vendored.ts';
import { useNativeGather } from '../tfjs/gather.ts';
import { useGradients } from '../tfjs/gradients/index.ts';
import { mendCpuKernels, mendCumulation, mendTensorFlowKernels } from '../tfjs/kernels.ts';

/** CommonJS throughout: a job's own `require('@tensorflow/tfjs')` must give the very same instance. */
const require = createRequire(import.meta.url);

export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

export interface Backend {
  readonly tf: TF;
  readonly name: BackendName;
  /** What it computes on, in words. */
  readonly device: string;
}

/**
 * Loads the code of a backend, which takes longer than making it.
 * @throws what `require` does
 */
export function loadCode(name: BackendName, runtime: Runtime | undefined): TF {
  if (name === 'tensorflow' && runtime) {
    repairNodeUtil();
    // Before anything else of TensorFlow.
    require(addonPath(runtime.folder, 'quiet'));
    require(TENSORFLOW_KERNELS);
  }
  return require('@tensorflow/tfjs') as TF;
}

/**
 * Makes a backend of tfjs. TensorFlow keeps for good, for all threads of the process, the number of threads that the
 * environment names now.
 * @param threads that number, to be told of; left out, TensorFlow's own
 * @throws LockstepError ENGINE when the backend cannot be loaded
 */
export async function loadBackend(
  name: BackendName,
  runtime: Runtime | undefined,
  threads?: number,
): Promise<Backend> {
  try {
    const tf = loadCode(name, runtime);
    // Beside skipping debug checks, this keeps tfjs from advertising its own Node package on the console.
    tf.enableProdMode();
    useGradients(tf);
    mendCpuKernels(tf);
    switch (name) {
      case 'tensorflow':
        return { tf, name, device: await useTensorFlow(tf, runtime, threads) };
      case 'wasm':
        return { tf, name, device: await useWasm(tf) };
      case 'cpu':
        await tf.setBackend('cpu');
        return { tf, name, device: 'CPU (JavaScript)' };
    }
  } catch (cause) {
    if (cause instanceof LockstepError) throw cause;
    throw new LockstepError('ENGINE', `the ${name} backend does not load: ${(cause as Error).message}`, {
      hint: name === 'tensorflow' ? 'Run lockstep doctor' : 'Install lockstep again',
      cause,
    });
  }
}

async function useTensorFlow(
  tf: TF,
  runtime: Runtime | undefined,
  threads: number | undefined,
): Promise<string> {
  if (!runtime) {
    throw new LockstepError('ENGINE', 'the TensorFlow runtime is not set up', { hint: 'Run lockstep setup' });
  }
  const { NodeJSKernelBackend } = require(TENSORFLOW_KERNELS) as {
    NodeJSKernelBackend: new (
      binding: unknown,
      packageName: string,
    ) => KernelBackend & { isUsingGpuDevice: boolean };
  };
  const binding = loadForGood(join(runtime.folder, runtime.manifest.binding));
  const backend = new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu');
  tf.registerBackend('tensorflow', () => backend, 3);
  await tf.setBackend('tensorflow');
  useNativeGather(tf);
  mendTensorFlowKernels(tf);
  if (backend.isUsingGpuDevice) return 'GPU';
  return threads === undefined ? 'CPU' : `CPU, ${plural(threads, 'thread')}`;
}

/** Of `dlfcn.h` of Linux, where alone TensorFlow runs; Node does not name it. */
const RTLD_NODELETE = 0x1000;

/**
 * Loads an addon that stays when its thread ends. Node would unload it with TensorFlow, which has told the process what
 * to call at its exit: that call would crash.
 */
function loadForGood(path: string): unknown {
  const module = { exports: {} };
  process.dlopen(module, path, constants.dlopen.RTLD_LAZY | RTLD_NODELETE);
  return module.exports;
}

async function useWasm(tf: TF): Promise<string> {
  const wasm = require('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(prefix: string): void };
  const file = require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm');
  wasm.setWasmPaths(file.slice(0, -'tfjs-backend-wasm.wasm'.length));
  await tf.setBackend('wasm');
  mendCumulation(tf, 'wasm');
  return 'CPU (WebAssembly)';
}

/** `util.isNullOrUndefined` and `isArray`, which tfjs-node-gpu calls, left Node in version 23; before, 22 warns of them. */
function repairNodeUtil(): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}
