import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { asLockstepError } from '../../base/errors.ts';

/** `import model from './model.keras'` in a job: the model travels in the bundle, weights and all. */
export const kerasImports: Plugin = {
  name: 'keras',
  setup(build) {
    build.onLoad({ filter: /\.(keras|h5|hdf5)$/ }, async ({ path }) => {
      try {
        const { readKerasFile } = await import('./read.ts');
        const model = JSON.stringify(await readKerasFile(path));
        const contents = `export default require('lockstep').kerasModel(${model});`;
        return { contents, loader: 'js', resolveDir: resolve(path, '..') };
      } catch (raw) {
        const { message, hint } = asLockstepError(raw, 'BAD_INPUT');
        return { errors: [{ text: [message, hint].filter(Boolean).join('; ') }] };
      }
    });
  },
};
