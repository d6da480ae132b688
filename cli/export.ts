import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { TfjsModel } from '../api/keras/to-keras.ts';
import { writeKerasFile } from '../api/keras/write.ts';
import { LockstepError } from '../proto/errors.ts';

/** `lockstep export`: the model of a run, for Keras. */
export async function exportRun(run: string, out: string): Promise<void> {
  if (extname(out) !== '.h5') {
    throw new LockstepError('BAD_INPUT', `${out} does not end in .h5`, {
      mend: 'Keras 2 and 3 read HDF5: name the file model.h5',
    });
  }
  const folder = basename(run) === 'model' ? run : join(run, 'model');
  const { model, weights } = await readModel(folder);
  await writeKerasFile(out, model, weights);
  console.log(`${out}: keras.models.load_model(${JSON.stringify(out)}, compile=False)`);
}

async function readModel(folder: string): Promise<{ model: TfjsModel; weights: Uint8Array }> {
  try {
    const model = TfjsModel.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
    return { model, weights: await readFile(join(folder, 'weights.bin')) };
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `${folder} holds no model of a run that has ended`, {
      mend: 'Name the run directory that lockstep train has printed',
      cause,
    });
  }
}
