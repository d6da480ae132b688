import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { TfjsModel } from '../../api/keras/to-keras.ts';
import { writeKerasArchive, writeKerasHdf5 } from '../../api/keras/write.ts';
import { LockstepError } from '../../base/errors.ts';

const WRITERS: Readonly<Record<string, typeof writeKerasArchive>> = {
  '.keras': writeKerasArchive,
  '.h5': writeKerasHdf5,
};

/** `lockstep export`: the model of a run, for Keras. */
export async function exportRun(run: string, out: string): Promise<void> {
  const write = WRITERS[extname(out)];
  if (!write) {
    throw new LockstepError('BAD_INPUT', `${out} ends neither in .keras nor in .h5`, {
      hint: 'Name the file model.keras for Keras 3, model.h5 for Keras 2',
    });
  }
  const folder = basename(run) === 'model' ? run : join(run, 'model');
  const { model, weights } = await readModel(folder);
  await write(out, model, weights);
  console.log(`${out}: keras.models.load_model(${JSON.stringify(out)}, compile=False)`);
}

async function readModel(folder: string): Promise<{ model: TfjsModel; weights: Uint8Array }> {
  try {
    const model = TfjsModel.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
    return { model, weights: await readLarge(join(folder, 'weights.bin')) };
  } catch (cause) {
    const large = cause instanceof RangeError;
    const what = large
      ? `${folder} is larger than a buffer of Node ${process.versions.node}`
      : `${folder} holds no model of a run that has ended`;
    const hint = large
      ? 'Export it with Node 22 or newer'
      : 'Name the run directory that lockstep train has printed';
    throw new LockstepError('BAD_INPUT', what, { hint, cause });
  }
}

/** A file in one buffer, piece by piece: at once Node reads 2 GiB at most. @throws RangeError where no buffer is so large */
async function readLarge(path: string): Promise<Uint8Array> {
  const content = new Uint8Array((await stat(path)).size);
  let at = 0;
  for await (const piece of createReadStream(path)) {
    content.set(piece, at);
    at += piece.length;
  }
  return content;
}
