import { createReadStream, existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { TfjsModel } from '../../api/keras/to-keras.ts';
import { writeKerasArchive, writeKerasHdf5 } from '../../api/keras/write.ts';
import { LockstepError } from '../../base/errors.ts';
import { cacheDir } from '../flags.ts';
import { openSavedRun, type SavedRun } from '../saved-run.ts';

const WRITERS: Readonly<Record<string, typeof writeKerasArchive>> = {
  '.keras': writeKerasArchive,
  '.h5': writeKerasHdf5,
};

/** `lockstep export`: the model of a run, for Keras or as ONNX. */
export async function exportRun(run: string, out: string): Promise<void> {
  if (extname(out) === '.onnx') return await writeOnnx(run, out);
  const write = WRITERS[extname(out)];
  if (!write) {
    throw new LockstepError('BAD_INPUT', `${out} ends neither in .keras nor in .h5 nor in .onnx`, {
      hint: 'Name the file model.keras for Keras 3, model.h5 for Keras 2, model.onnx for ONNX',
    });
  }
  const folder = existsSync(join(run, 'model.json')) ? run : join(run, 'model');
  const { model, weights } = await readModel(folder);
  await write(out, model, weights);
  // Loaded only here: it loads tfjs.
  const { ownLayerClasses } = await import('../../engine/export.ts');
  const own = ownLayerClasses(model.modelTopology);
  const objects = `{${own.map((name) => `"${name}": ${name}`).join(', ')}}`;
  const given = own.length === 0 ? '' : `, custom_objects=${objects}`;
  console.log(`${out}: keras.models.load_model(${JSON.stringify(out)}, compile=False${given})`);
  if (own.length > 0) {
    console.log(
      `Keras needs ${own.join(', ')} in Python: the same options and calculation, its weights in the same order (docs/models.md)`,
    );
  }
}

async function writeOnnx(path: string, out: string): Promise<void> {
  const run = await openSavedRun(path);
  // Loaded only here: it loads tfjs.
  const { exportOnnx } = await import('../../engine/export.ts');
  const { jobSource, prepared, blobs, job, checkpoint } = run;
  const source = { jobSource, prepared, blobs, seed: job.seed, cacheDir: cacheDir() };
  await writeFile(out, await exportOnnx(source, checkpoint.engine, onnxMetadata(run)));
  console.log(`${out}: onnxruntime.InferenceSession(${JSON.stringify(out)})`);
}

/** What was learned of the data, as JSON: how an input is encoded, and what the outputs stand for. */
function onnxMetadata({ job, prepared, dataset }: SavedRun): Record<string, string> {
  const { inputs, targets } = job.data;
  return {
    job: job.name,
    features: JSON.stringify({ inputs, targets }),
    ...(dataset.classes.length > 0 && { classes: JSON.stringify(dataset.classes) }),
    ...(prepared && { data: JSON.stringify(prepared) }),
  };
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
