import { posix } from 'node:path';
import type { Flavor } from './layout.ts';

/**
 * Where a file of TensorFlow's or CUDA's wheels lies in the folder of a runtime; undefined for one that is not needed.
 *
 * TensorFlow opens CUDA's libraries by name, once it has seen a driver, and looks where the run path of
 * `libtensorflow_framework.so.2` says: `../nvidia/cuda_runtime/lib` beside others, of which none is cuSOLVER's. So all of
 * CUDA lies there, where its libraries find each other too, and TensorFlow in a folder of its own.
 */
export function placeOf(flavor: Flavor, path: string): string | undefined {
  if (/^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/.test(path)) {
    return flavor === 'cuda' ? path : posix.basename(path);
  }
  if (/^tensorflow\/include\/(tensorflow|tsl|xla)\/.+\.h$/.test(path))
    return posix.relative('tensorflow', path);
  if (flavor === 'cuda' && /^nvidia\/.+\/lib\/[^/]+\.so[^/]*$/.test(path)) {
    return `nvidia/cuda_runtime/lib/${posix.basename(path)}`;
  }
  return undefined;
}

/** Folders of a runtime, of either flavor, where what is compiled in it finds TensorFlow. */
export const TENSORFLOW_FOLDERS = ['.', 'tensorflow'] as const;
