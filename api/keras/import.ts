import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import type { Chunks } from '../../base/chunks.ts';
import { asLockstepError } from '../../base/errors.ts';
import { contentSha256 } from '../../base/hash.ts';

/**
 * `import model from './model.keras'` in a job, or `from './runs/x/model/model.json'` (or of a copy of that folder): the model's configuration becomes
 * a part of the script, and its weights a blob beside it.
 */
export function kerasImports(blobs: Map<string, Chunks>): Plugin {
  return {
    name: 'keras',
    setup(build) {
      const scriptOf = (model: object, weights: Chunks) => {
        const sha256 = contentSha256(weights);
        blobs.set(sha256, weights);
        const text = JSON.stringify({ ...model, weights: sha256 });
        return `export default require('lockstep').kerasModel(${text});`;
      };
      const load = (pattern: RegExp, read: (path: string) => Promise<string | undefined>) =>
        build.onLoad({ filter: pattern }, async ({ path }) => {
          try {
            const contents = await read(path);
            return contents === undefined
              ? undefined
              : { contents, loader: 'js', resolveDir: resolve(path, '..') };
          } catch (raw) {
            const { message, hint } = asLockstepError(raw, 'BAD_INPUT');
            return { errors: [{ text: [message, hint].filter(Boolean).join('; ') }] };
          }
        });
      load(/\.(keras|h5|hdf5)$/, async (path) => {
        const { readKerasFile } = await import('./read.ts');
        const { weights, ...model } = await readKerasFile(path);
        return scriptOf(model, weights);
      });
      load(/[\\/]model\.json$/, async (path) => {
        // Another file of that name is what it is.
        if (!existsSync(join(path, '../weights.bin'))) return undefined;
        const { readModelFolder } = await import('./folder.ts');
        const { model, weights, learned } = await readModelFolder(path);
        return `${scriptOf({ ...model, learned }, weights)}\nexport const learned = ${JSON.stringify(learned)};`;
      });
    },
  };
}
