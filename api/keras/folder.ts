import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sizeOf } from '../../base/arrays.ts';
import type { Chunks } from '../../base/chunks.ts';
import { LockstepError } from '../../base/errors.ts';
import { PREPARED_FILE, type Prepared, parsePrepared } from '../prepared.ts';
import type { KerasModel } from './model.ts';
import { TfjsModel } from './to-keras.ts';

export interface ModelFolder {
  readonly model: Omit<KerasModel, 'weights'>;
  readonly weights: Chunks;
  /** What was learned of the data that the model was trained on. */
  readonly learned?: Prepared | undefined;
}

/**
 * Reads the `model/` of a run: `model.json`, `weights.bin` and what was learned of the data.
 * @param path of its `model.json`
 * @throws LockstepError BAD_INPUT where it is none
 */
export async function readModelFolder(path: string): Promise<ModelFolder> {
  const folder = dirname(path);
  const { modelTopology, weightsManifest, userDefinedMetadata } = await parse(path);
  const bytes = await readFile(join(folder, 'weights.bin')).catch((cause) => {
    throw new LockstepError('BAD_INPUT', `${folder} has no weights.bin`, { cause });
  });
  const places = new Map<string, { shape: readonly number[]; bytes: Uint8Array }>();
  let offset = 0;
  for (const { name, shape } of weightsManifest.flatMap(({ weights }) => weights)) {
    const length = 4 * sizeOf(shape);
    places.set(name, { shape, bytes: bytes.subarray(offset, offset + length) });
    offset += length;
  }
  if (offset !== bytes.length) {
    throw new LockstepError('BAD_INPUT', `${folder}: weights.bin has ${bytes.length} bytes, not ${offset}`, {
      hint: 'Copy the folder again, whole',
    });
  }
  const layers: Record<string, (readonly number[])[]> = {};
  const weights: Uint8Array[] = [];
  for (const layer of userDefinedMetadata.layers) {
    const own = layer.weights.map((name) => places.get(name));
    if (own.some((place) => place === undefined)) {
      throw new LockstepError('BAD_INPUT', `${path} lacks weights of layer ${layer.name}`);
    }
    layers[layer.name] = own.map((place) => place!.shape);
    weights.push(...own.map((place) => place!.bytes));
  }
  const preparedPath = join(folder, PREPARED_FILE);
  const learned = existsSync(preparedPath)
    ? parsePrepared(await readFile(preparedPath, 'utf8'), preparedPath)
    : undefined;
  return { model: { modelTopology, layers }, weights, learned };
}

async function parse(path: string): Promise<TfjsModel> {
  try {
    return TfjsModel.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `${path} is not the model of a run`, {
      hint: 'Name the model/ of a run that has ended',
      cause,
    });
  }
}
