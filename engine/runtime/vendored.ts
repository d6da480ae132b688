/**
 * What the build takes over from packages (scripts/build.mjs), so that a user need not install them:
 * the install script of `@tensorflow/tfjs-node-gpu` would download a TensorFlow that no run uses, and fails without it.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Sources run on what is built: the kernels that tests see are those that users get. */
const FOLDER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/vendor' : '../../vendor', import.meta.url),
);

/** The backend and the kernels of `@tensorflow/tfjs-node-gpu`, as one CommonJS module. */
export const TENSORFLOW_KERNELS = join(FOLDER, 'tfjs-node-gpu/kernels.cjs');

/** Folder of `binding/`, the C++ sources of the same package. */
export const TENSORFLOW_BINDING = join(FOLDER, 'tfjs-node-gpu');

/** Headers of Node's C interface. */
export const NODE_API_HEADERS = join(FOLDER, 'node-api-headers/include');
