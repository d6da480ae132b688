import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import type { Chunks } from '../../base/chunks.ts';
import { asLockstepError } from '../../base/errors.ts';
import { contentSha256 } from '../../base/hash.ts';

/**
 * `import model from './model.keras'` in a job: the model's configuration becomes a part of the script, and its
 * weights a blob beside it.
 */
export function kerasImports(blobs: Map<string, Chunks>): Plugin {
  return {
    name: 'keras',
    setup(build) {
      build.onLoad({ filter: /\.(keras|h5|hdf5)$/ }, async ({ path }) => {
        try {
          const { readKerasFile } = await import('./read.ts');
          const { weights, ...model } = await readKerasFile(path);
          const sha256 = contentSha256(weights);
          blobs.set(sha256, weights);
          const text = JSON.stringify({ ...model, weights: sha256 });
          const contents = `export default require('lockstep').kerasModel(${text});`;
          return { contents, loader: 'js', resolveDir: resolve(path, '..') };
        } catch (raw) {
          const { message, hint } = asLockstepError(raw, 'BAD_INPUT');
          return { errors: [{ text: [message, hint].filter(Boolean).join('; ') }] };
        }
      });
    },
  };
}
