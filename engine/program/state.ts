import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import type { EngineState, ModelArtifacts, StateTensor } from '../engine.ts';
import { type AnalysedProgram, type NamedTensor, variableOf } from './analysis.ts';

/** Everything a rank needs to continue: weights by model, then each optimizer's slots and counter. */
export async function readState(program: AnalysedProgram): Promise<EngineState> {
  const tensors: StateTensor[] = [];
  for (const [model, { weights }] of Object.entries(program.models)) {
    for (const [i, weight] of weights.entries()) {
      tensors.push(toState(`${model}/${i}/${weight.originalName}`, 'weight', variableOf(weight)));
    }
  }
  for (const { name, optimizer } of program.updates) {
    for (const [i, { name: slot, tensor }] of (await optimizer.getWeights()).entries()) {
      const kind = slot === 'iter' ? 'counter' : 'slot';
      tensors.push(toState(`optimizer/${name}/${i}/${slot}`, kind, tensor));
    }
  }
  return { tensors };
}

function toState(name: string, kind: StateTensor['kind'], tensor: Tensor): StateTensor {
  const data = tensor.dataSync();
  // Shared, so that it passes to other threads without being copied again.
  const values = new Float32Array(new SharedArrayBuffer(4 * data.length));
  values.set(data);
  return { name, kind, shape: tensor.shape, values };
}

/**
 * Replaces weights and optimizers' slots.
 * @throws LockstepError CHECKPOINT when the state is of another program; nothing is changed then
 */
export async function writeState(tf: TF, program: AnalysedProgram, state: EngineState): Promise<void> {
  const byName = new Map(state.tensors.map((tensor) => [tensor.name, tensor]));
  const weights = Object.entries(program.models).flatMap(([model, { weights }]) =>
    weights.map((weight, i) => {
      const variable = variableOf(weight);
      const name = `${model}/${i}/${weight.originalName}`;
      const found = byName.get(name);
      if (found?.shape.join() === variable.shape.join()) return { variable, found };
      const what = found ? `has shape [${found.shape}]` : 'is missing';
      throw new LockstepError(
        'CHECKPOINT',
        `${name} ${what} in the state; the model has [${variable.shape}]`,
        {
          hint: 'Resume with the job that the checkpoint was made by',
        },
      );
    }),
  );
  expectVelocities(program, state);
  for (const { variable, found } of weights) {
    tf.tidy(() => variable.assign(tf.tensor(found.values, variable.shape)));
  }
  for (const { name, optimizer } of program.updates) {
    const prefix = `optimizer/${name}/`;
    const slots = state.tensors
      .filter((tensor) => tensor.name.startsWith(prefix))
      .map(({ name, kind, shape, values }): NamedTensor => {
        const slot = name.slice(prefix.length).replace(/^\d+\//, '');
        const tensor = tf.tensor(values, [...shape], kind === 'counter' ? 'int32' : 'float32');
        return { name: slot, tensor };
      });
    if (slots.length > 0) await optimizer.setWeights(slots);
  }
}

/**
 * Before, the slot of momentum held a sum of gradients, as tfjs has it; now it holds a velocity, as Keras has it: minus
 * the learning rates of their steps times those gradients, which cannot be told from the sum.
 */
function expectVelocities({ updates }: AnalysedProgram, { tensors }: EngineState): void {
  for (const { name, optimizer } of updates) {
    // By its name: in tfjs every optimizer is an instance of every optimizer's class.
    if (optimizer.getClassName() !== 'Momentum') continue;
    const old = tensors.find(
      ({ name: tensor }) => tensor.startsWith(`optimizer/${name}/`) && tensor.endsWith('/momentum'),
    );
    if (!old) continue;
    throw new LockstepError(
      'CHECKPOINT',
      `${old.name} is a sum of gradients, as Lockstep kept it before; momentum is a velocity now`,
      { hint: 'Train anew, or go on with the Lockstep that made the checkpoint' },
    );
  }
}

/** The first model of the program as tfjs saves it. */
export async function exportModel(tf: TF, program: AnalysedProgram): Promise<ModelArtifacts> {
  const model = Object.values(program.models)[0]!;
  let result: ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const parts = Array.isArray(weightData) ? weightData : [weightData ?? new ArrayBuffer(0)];
      const json = {
        format: 'layers-model',
        generatedBy: `TensorFlow.js tfjs-layers v${tf.version_layers}`,
        convertedBy: null,
        modelTopology,
        weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
        // Which weights are whose, in Keras's order; tfjs gives it back unread.
        userDefinedMetadata: { layers: layersOf(model) },
      };
      result = {
        json: JSON.stringify(json),
        weights: new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part)))),
      };
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return result!;
}

function layersOf({ layers }: LayersModel): { name: string; weights: string[] }[] {
  const owned = layers.map(({ name, trainableWeights, nonTrainableWeights }) => ({
    name,
    weights: [...trainableWeights, ...nonTrainableWeights].map(({ originalName }) => originalName),
  }));
  return owned.filter(({ weights }) => weights.length > 0);
}
