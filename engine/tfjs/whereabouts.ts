import type { TF } from '../../api/job.ts';
import { reasonOf } from '../../base/script.ts';

const layers: string[] = [];
const ops: string[] = [];
let watched = false;
/** Where errors came from. */
const origins = new WeakMap<Error, string>();

/** Keeps account of which layer and which op of tfjs is at work, so that an error can name them. */
export function watchWhereabouts(tf: TF): void {
  if (watched) return;
  watched = true;
  const prototype = tf.layers.Layer.prototype;
  prototype.apply = within(layers, prototype.apply, (layer: { name: string }) => layer.name);
  const engine = tf.engine();
  engine.runKernel = within(ops, engine.runKernel, (_, name) => name) as typeof engine.runKernel;
}

/** `work`, with its name on the list while it runs. */
function within<This, A extends unknown[], R>(
  names: string[],
  work: (this: This, ...args: A) => R,
  nameOf: (self: This, ...args: A) => string,
): (this: This, ...args: A) => R {
  return function (...args) {
    names.push(nameOf(this, ...args));
    try {
      return work.apply(this, args);
    } catch (error) {
      if (error instanceof Error && !origins.has(error)) origins.set(error, whereabouts());
      throw error;
    } finally {
      names.pop();
    }
  };
}

/** Whether an error came from a layer or an op. */
export function hasOrigin(error: Error): boolean {
  return origins.has(error);
}

/** What an error of a model says: `op Conv2D in layer gate: ...`, where a layer or an op threw it; in one line. */
export function locatedMessage(error: unknown): string {
  const message = reasonOf(error).replace(/\s*\n\s*/g, ' ');
  const origin = origins.get(error as Error);
  return origin ? `${origin}: ${message}` : message;
}

/** Name of the innermost layer at work. */
export function layerAtWork(): string | undefined {
  return layers.at(-1);
}

/** `op Where in layer gate`; gradients, losses and metrics are in no layer. */
export function whereabouts(): string {
  const [op, layer] = [ops.at(-1), layers.at(-1)];
  const place = layer ? `layer ${layer}` : 'a loss, a metric or a gradient';
  return op ? `op ${op} in ${place}` : place;
}
