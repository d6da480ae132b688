import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import type { LoadContext, Split } from '../../api/data.ts';
import type { FileLoader, ImageOptions } from '../../api/file-options.ts';
import type { Job } from '../../api/job.ts';
import type { Prepared, Target } from '../../api/prepared.ts';
import { LockstepError } from '../../base/errors.ts';
import { sortNames } from '../preparation/cells.ts';
import { BadRow } from '../preparation/table.ts';
import { ColumnBuilder, splitOf } from './builder.ts';
import { findPath } from './rows-split.ts';
import { DEFAULT_TEST, testRows } from './split.ts';
import { about, type OwnData } from './table.ts';
import { targetColumn, targetFeature } from './target.ts';

const IMAGE = 'image';
const PICTURE = /\.(jpe?g|png|webp)$/i;
/** What systems put beside pictures. */
const BESIDE = /^(\.|thumbs\.db$|desktop\.ini$)/i;
/** Pictures decoded at the same time. */
const AT_ONCE = 8;
/** More pixels are refused: a small file can claim a huge picture. */
const MOST_PIXELS = 100_000_000;

interface Picture {
  readonly path: string;
  readonly label: number;
}

/** A folder of pictures, one folder inside a class. */
export async function loadImages(
  { path, options }: Extract<FileLoader, { kind: 'images' }>,
  context: LoadContext,
  job: Job,
  learned?: Prepared,
): Promise<OwnData> {
  const { size, channels = 3, test = DEFAULT_TEST } = options;
  const folder = findPath(path, context);
  const known = learned?.target?.kind === 'classes' ? learned.target.classes : undefined;
  const classes = known ?? (await classesOf(folder));
  const target: Target = { kind: 'classes', name: 'class', classes };
  const all = await picturesIn(folder, classes);
  const isTest = typeof test === 'number' ? testRows(all.length, test) : undefined;
  const trained = isTest ? all.filter((_, i) => isTest[i] === 0) : all;
  const tested = isTest
    ? all.filter((_, i) => isTest[i] === 1)
    : await picturesIn(findPath(String(test), context), classes);
  const skipped = { train: 0, test: 0 };
  let firstSkipped: string | undefined;
  const decode = async (pictures: readonly Picture[], split: 'train' | 'test'): Promise<Split> => {
    const image = new ColumnBuilder(IMAGE, 'uint8', [...size, channels], pictures.length);
    const labels = targetColumn(target);
    for (let first = 0; first < pictures.length; first += AT_ONCE) {
      context.signal?.throwIfAborted();
      const some = pictures.slice(first, first + AT_ONCE);
      const decoded = await Promise.allSettled(some.map((picture) => pixelsOf(picture.path, options)));
      for (const [i, result] of decoded.entries()) {
        if (result.status === 'fulfilled') {
          image.next().set(result.value);
          labels.next().set([some[i]!.label]);
          continue;
        }
        if (options.onBadRow !== 'skip') throw result.reason;
        skipped[split]++;
        firstSkipped ??= (result.reason as Error).message;
      }
      context.onProgress?.(
        `Decoding pictures of ${relative('.', folder) || '.'}`,
        first + some.length,
        pictures.length,
      );
    }
    return splitOf([image, labels]);
  };
  const [train, testSplit] = [await decode(trained, 'train'), await decode(tested, 'test')];
  const said = about(path, { skipped, firstSkipped }, train.length, testSplit.length, target);
  const prepared: Prepared = {
    inputs: [
      { name: IMAGE, column: IMAGE, shape: [...size, channels], encoding: { kind: 'scale', scale: 1 / 255 } },
    ],
    targets: [targetFeature(target, job)],
    raw: { kind: 'images', size: [...size], channels },
    target,
  };
  return { dataset: { ...said, train, test: testSplit }, prepared };
}

async function classesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (names.length >= 2) return sortNames(names);
  throw new LockstepError('BAD_DATA', `${folder} has ${names.length} folders, and each class is a folder`, {
    hint: 'Put the pictures of each class into a folder of its name',
  });
}

async function picturesIn(folder: string, classes: readonly string[]): Promise<Picture[]> {
  const pictures: Picture[] = [];
  const unknown = (await classesOf(folder)).find((name) => !classes.includes(name));
  if (unknown !== undefined) {
    throw new LockstepError('BAD_DATA', `${join(folder, unknown)} is a class that no training picture has`, {
      hint: 'Give training pictures of it, or leave it out',
    });
  }
  for (const [label, name] of classes.entries()) {
    const files = await readdir(join(folder, name)).catch(() => [] as string[]);
    const images = files.filter((file) => !BESIDE.test(file)).sort();
    if (!images.some((file) => PICTURE.test(file))) {
      throw new LockstepError('BAD_DATA', `${join(folder, name)} holds no JPEG, PNG or WebP`, {
        hint: 'Fill the folder, or take it away',
      });
    }
    for (const file of images) pictures.push({ path: join(folder, name, file), label });
  }
  return pictures;
}

/** The pixels of a picture, `[height, width, channels]`. @throws BadRow when it is none */
export async function pixelsOf(
  input: string | Uint8Array,
  { size: [height, width], channels = 3 }: Pick<ImageOptions, 'size' | 'channels'>,
): Promise<Uint8Array> {
  if (typeof input === 'string' && !PICTURE.test(input)) {
    throw new BadRow(
      `${input} is no JPEG, PNG or WebP`,
      "Write it as one, or leave it out: onBadRow: 'skip'",
    );
  }
  try {
    const turned = sharp(input, { failOn: 'error', limitInputPixels: MOST_PIXELS }).rotate();
    const sized = turned.resize(width, height, { fit: 'fill' });
    const coloured =
      channels === 1 ? sized.flatten().toColourspace('b-w') : sized.flatten().toColourspace('srgb');
    const { data, info } = await coloured.raw().toBuffer({ resolveWithObject: true });
    if (info.channels === channels) return data;
    throw new Error(`it has ${info.channels} channels`);
  } catch (cause) {
    const name = typeof input === 'string' ? input : 'the picture';
    throw new BadRow(
      `${name} cannot be read: ${(cause as Error).message}`,
      'Write it again as JPEG, PNG or WebP',
    );
  }
}
