import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Rows } from '../formats/rows.ts';
import { sortNames } from '../preparation/cells.ts';
import { pixelsOf } from '../preparation/picture.ts';
import { targetOf } from '../preparation/table.ts';
import { findPath } from './find.ts';
import { type OwnSource, targetIn } from './source.ts';
import { targetColumn, targetValues } from './target.ts';

const IMAGE = 'image';
const CLASS = 'class';

/**
 * A folder of pictures, one folder inside a class. A picture stays as it is in its file until a worker needs it; it is
 * decoded once before, to see whether it can be.
 */
export function imagesSource(
  { path, options }: Extract<FileLoader, { kind: 'images' }>,
  context: LoadContext,
): OwnSource {
  const { size, channels = 3 } = options;
  const shape = [...size, channels];
  return {
    open: async (folder) => picturesIn(findPath(folder, context)),
    async learn() {
      const classes = await classesOf(findPath(path, context));
      return {
        inputs: [{ name: IMAGE, column: IMAGE, shape, encoding: { kind: 'scale', scale: 1 / 255 } }],
        targets: [],
        raw: { kind: 'images', size: [...size], channels },
        target: { kind: 'classes', name: CLASS, classes },
      };
    },
    encoder(prepared) {
      const target = targetIn(prepared);
      return {
        columns: [{ name: IMAGE, type: 'uint8', shape, stored: 'image' }, targetColumn(target)],
        async encode(row) {
          const wanted = targetValues(target, targetOf(row, target));
          const picture = await readFile(row.at);
          await pixelsOf(picture, options, row.at);
          return [picture, wanted];
        },
      };
    },
  };
}

async function classesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (names.length >= 2) return sortNames(names);
  throw new LockstepError('BAD_DATA', `${folder} has ${names.length} folders, and each class is a folder`, {
    hint: 'Put the pictures of each class into a folder of its name',
  });
}

/** The pictures of a folder, class by class; a row's place is the path of its picture. */
async function picturesIn(folder: string): Promise<Rows> {
  const classes = await classesOf(folder);
  return async function* (signal) {
    for (const name of classes) {
      const files = (await readdir(join(folder, name))).filter((file) => /\.(jpe?g|png|webp)$/i.test(file));
      if (files.length === 0) {
        throw new LockstepError('BAD_DATA', `${join(folder, name)} holds no JPEG, PNG or WebP`, {
          hint: 'Fill the folder, or take it away',
        });
      }
      signal?.throwIfAborted();
      for (const file of files.sort()) yield { at: join(folder, name, file), cells: { [CLASS]: name } };
    }
  };
}
