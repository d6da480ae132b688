import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { LoadContext } from '../../api/data.ts';
import type { FileLoader, ImageOptions } from '../../api/file-options.ts';
import { LockstepError } from '../../base/errors.ts';
import { BadRow, type Row, type Rows } from '../formats/rows.ts';
import { tarPictures } from '../formats/tar.ts';
import { isMissing, sortNames } from '../preparation/cells.ts';
import { pixelsOf } from '../preparation/picture.ts';
import { expectCells } from '../preparation/row-cells.ts';
import { targetOf } from '../preparation/table-encoding.ts';
import { TableLearner } from '../preparation/table-learner.ts';
import { bytesOfFile, type SourceFile } from '../sources/file.ts';
import { findFiles, isRemote } from '../sources/find.ts';
import { findPath } from '../sources/local.ts';
import { tableRows } from './rows.ts';
import { type OwnSource, targetIn } from './source.ts';
import { targetColumn, targetValues } from './target.ts';
import { WEIGHT, WEIGHT_FEATURES, weightColumns, weightValues } from './weight.ts';

/** Cells of a row: the picture (its bytes, its path, or a file elsewhere) and its class, or its number by the column's name. */
const IMAGE = 'image';
const CLASS = 'class';
const labelOf = ({ task, target = CLASS }: ImageOptions) => (task === 'regression' ? target : CLASS);
/** What systems put beside pictures. */
const BESIDE = /^(\.|thumbs\.db$|desktop\.ini$)/i;

const PICTURE = /\.(jpe?g|png|webp)$/i;

/**
 * Pictures: a folder with a folder a class, archives as WebDataset has them, or a table of pictures and labels. A picture
 * stays as it is in its file until a worker needs it; it is decoded once before, to see whether it can be.
 */
export function imagesSource(
  { path, options }: Extract<FileLoader, { kind: 'images' }>,
  context: LoadContext,
): OwnSource {
  const { size, channels = 3, sampleWeight } = options;
  const weight = sampleWeight === undefined ? undefined : WEIGHT;
  const shape = [...size, channels];
  return {
    open: (given) => picturesOf(given, options, context),
    async learn(rows) {
      const { task = 'classification' } = options;
      const learner = new TableLearner({ target: labelOf(options), task, inputs: [] }, path);
      const classes = isFolder(path, options) ? await classesOf(findPath(path, context)) : undefined;
      // A class of a folder is one even where all of its pictures are held out.
      if (!classes) await rows.learn((row) => learner.take(row));
      return {
        inputs: [{ name: IMAGE, column: IMAGE, shape, encoding: { kind: 'scale', scale: 1 / 255 } }],
        targets: [],
        ...(weight !== undefined && { weights: WEIGHT_FEATURES }),
        raw: { kind: 'images', size: [...size], channels },
        target: classes ? { kind: 'classes', name: CLASS, classes } : learner.target(),
      };
    },
    encoder(prepared) {
      const target = targetIn(prepared);
      return {
        columns: [
          { name: IMAGE, type: 'uint8', shape, stored: 'image' },
          targetColumn(target),
          ...weightColumns(weight),
        ],
        async encode(row) {
          const wanted = targetValues(target, targetOf(row, target));
          const counts = weightValues(row, weight);
          const picture = await bytesOf(row);
          await pixelsOf(picture, options, row.at);
          return [picture, wanted, ...counts];
        },
      };
    },
  };
}

function isFolder(path: string, { image }: ImageOptions): boolean {
  return image === undefined && !path.endsWith('.tar') && !isRemote(path);
}

async function picturesOf(path: string, options: ImageOptions, context: LoadContext): Promise<Rows> {
  if (options.image !== undefined) return await picturesOfTable(path, options, context);
  if (isFolder(path, options)) return await picturesIn(findPath(path, context));
  if (path.endsWith('.tar')) {
    const archives = (await findFiles(path, context)).map(tarPictures);
    return async function* (signal) {
      for (const pictures of archives) yield* pictures(signal);
    };
  }
  const files = (await findFiles(path, context)).filter(({ name }) => PICTURE.test(name));
  return async function* () {
    for (const file of files) {
      yield { at: file.name, cells: { [IMAGE]: file, [CLASS]: basename(dirname(file.name)) } };
    }
  };
}

/** A table with a column of pictures, or of paths that are relative to it, and a column of labels. */
async function picturesOfTable(path: string, options: ImageOptions, context: LoadContext): Promise<Rows> {
  const { image = IMAGE, target = CLASS, sampleWeight } = options;
  const columns = [image, target, ...(sampleWeight === undefined ? [] : [sampleWeight])];
  const rows = await tableRows(path, context, undefined, undefined, columns);
  const folder = isRemote(path) ? '.' : dirname(findPath(path, context));
  return async function* (signal) {
    for await (const row of rows(signal)) {
      if (row.fault) {
        yield row;
        continue;
      }
      for (const name of columns) if (!Object.hasOwn(row.cells, name)) expectCells(row, [name]);
      const picture = row.cells[image];
      const cell = typeof picture === 'string' && !isMissing(picture) ? resolve(folder, picture) : picture;
      yield {
        at: row.at,
        cells: {
          [labelOf(options)]: row.cells[target],
          [IMAGE]: cell,
          ...(sampleWeight !== undefined && { [WEIGHT]: row.cells[sampleWeight] }),
        },
      };
    }
  };
}

/** @throws BadRow where there is no picture */
async function bytesOf({ at, cells }: Row): Promise<Buffer> {
  const picture = cells[IMAGE];
  if (picture instanceof Uint8Array) return Buffer.from(picture);
  if (typeof picture === 'string') {
    if (extname(picture) !== '' && !PICTURE.test(picture)) {
      throw new BadRow(
        `${picture} is no JPEG, PNG or WebP`,
        "Write it as one, or leave it out: onBadRow: 'skip'",
      );
    }
    return await readFile(picture).catch((cause) => {
      throw new BadRow(`${at}: ${picture} cannot be read: ${(cause as Error).message}`, 'Correct the path');
    });
  }
  if (picture && typeof picture === 'object' && 'open' in picture)
    return await bytesOfFile(picture as SourceFile);
  throw new BadRow(`${at} has no picture`, 'Give the path of a picture, or its bytes');
}

async function classesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (names.length >= 2) return sortNames(names);
  throw new LockstepError('BAD_DATA', `${folder} has ${names.length} folders, and each class is a folder`, {
    hint: 'Put the pictures of each class into a folder of its name',
  });
}

/** The pictures of a folder, class by class. */
async function picturesIn(folder: string): Promise<Rows> {
  const classes = await classesOf(folder);
  return async function* (signal) {
    for (const name of classes) {
      const files = (await readdir(join(folder, name))).filter((file) => !BESIDE.test(file)).sort();
      if (!files.some((file) => PICTURE.test(file))) {
        throw new LockstepError('BAD_DATA', `${join(folder, name)} holds no JPEG, PNG or WebP`, {
          hint: 'Fill the folder, or take it away',
        });
      }
      signal?.throwIfAborted();
      for (const file of files) {
        const path = join(folder, name, file);
        yield { at: path, cells: { [IMAGE]: path, [CLASS]: name } };
      }
    }
  };
}
