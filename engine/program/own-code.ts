/** Whether a step runs code of the job itself, or only what tfjs and this engine bring. Pure. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { SupervisedJob, TF } from '../../api/job.ts';

/** Parts of a model as tfjs knows them: layers, cells, activations, initializers, regularizers, constraints. */
interface Part {
  readonly constructor: unknown;
  getClassName(): string;
}

/** The classes of parts that are registered now: asked before a job is loaded, those that come with the engine. */
export function registeredClasses(tf: Pick<TF, 'serialization'>): ReadonlySet<unknown> {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  return new Set(Object.values(classNameMap).map(([partClass]) => partClass));
}

/**
 * Whether code of the job itself runs in each of its steps: a loss or a metric of its own, or a model with a part that is
 * not of `ours` classes or has been given a function of its own.
 */
export function runsOwnCode(job: SupervisedJob, model: LayersModel, ours: ReadonlySet<unknown>): boolean {
  if (hasFunction(job.loss) || hasFunction(job.metrics)) return true;
  const seen = new Set<unknown>();
  const isOwn = (part: Part): boolean => {
    if (seen.has(part)) return false;
    seen.add(part);
    if (!ours.has(part.constructor)) return true;
    const held = Object.values(part).flat();
    return held.some((value) => typeof value === 'function' || (isPart(value) && isOwn(value)));
  };
  return isOwn(model as unknown as Part);
}

function hasFunction(said: unknown): boolean {
  if (typeof said === 'function') return true;
  return typeof said === 'object' && said !== null && Object.values(said).some(hasFunction);
}

function isPart(value: unknown): value is Part {
  return typeof (value as Partial<Part> | null | undefined)?.getClassName === 'function';
}
