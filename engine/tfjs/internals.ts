/** What tfjs-layers keeps to itself, as far as its patches need it. */
import type { LayersModel, layers, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';

export interface Regularizer {
  apply(x: Tensor): Tensor;
}

export interface Constraint {
  apply(x: Tensor): Tensor;
}

export interface Weight {
  readonly val: Tensor;
  readonly constraint?: Constraint | null;
  /** Put there by `usePenalties`. */
  regularizer?: Regularizer | null;
  trainable: boolean;
  read(): Tensor;
  write(value: Tensor): unknown;
}

export type Kwargs = Record<string, unknown> & { training?: boolean; mask?: Mask | Mask[] };
export type Mask = Tensor | null;
export type Shape = (number | null)[];

/** One call of a layer in a functional model. */
export interface Node {
  readonly outboundLayer: Layer;
  readonly inputTensors: readonly SymbolicTensor[];
  readonly outputTensors: readonly SymbolicTensor[];
  readonly callArgs: Kwargs | null;
}

export interface Layer extends Omit<layers.Layer, 'call' | 'computeMask' | 'apply' | 'getConfig'> {
  readonly name: string;
  readonly supportsMasking: boolean;
  activityRegularizer: never;
  trainable_: boolean;
  readonly _trainableWeights: Weight[];
  readonly _nonTrainableWeights: Weight[];
  readonly _losses: (() => Tensor)[];
  apply(inputs: unknown, kwargs?: Kwargs): Tensor | Tensor[];
  call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor | Tensor[];
  computeMask(inputs: Tensor | Tensor[], mask?: Mask | Mask[]): Mask | Mask[];
  computeOutputShape(shape: Shape | Shape[]): Shape | Shape[];
  getConfig(): Record<string, unknown>;
}

export interface Container extends Layer {
  readonly layers: Layer[];
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
  readonly nodesByDepth: Readonly<Record<string, readonly Node[]>>;
}

/** The prototypes that all layers, and all models, have in common. */
export function prototypesOf(tf: TF): { layer: Layer; container: Container } {
  const container = Object.getPrototypeOf(tf.LayersModel.prototype) as Container;
  return { layer: Object.getPrototypeOf(container) as Layer, container };
}

/** The prototype of a layer by class name; subclasses have it too. */
export function prototypeOf(tf: TF, className: string): Layer {
  return tf.serialization.SerializationMap.getMap().classNameMap[className]![0].prototype as unknown as Layer;
}

/** Layers that a layer is made of: those of a model, a wrapper, a layer of cells. */
export function partsOf(layer: object): readonly Layer[] {
  const parts = layer as {
    layers?: Layer[];
    layer?: Layer;
    forwardLayer?: Layer;
    backwardLayer?: Layer;
    cell?: Layer;
    cells?: Layer[];
  };
  if (parts.layers) return parts.layers;
  // What `Bidirectional` was given is a pattern for its two layers.
  if (parts.forwardLayer) return [parts.forwardLayer, parts.backwardLayer!];
  if (parts.layer) return [parts.layer];
  if (parts.cell) return [parts.cell];
  return parts.cells ?? [];
}

/** A layer and all that it is made of, each once. */
export function withParts(layer: Layer | LayersModel, found = new Set<Layer>()): ReadonlySet<Layer> {
  if (found.has(layer as Layer)) return found;
  found.add(layer as Layer);
  for (const part of partsOf(layer)) withParts(part, found);
  return found;
}

export function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** Puts `make(original)` in the place of a method. Whoever calls it does so once, however many engines are made. */
export function replace<T extends object, K extends keyof T & string>(
  prototype: T,
  method: K,
  make: (original: T[K]) => T[K],
): void {
  prototype[method] = make(prototype[method]);
}

const patched = new WeakMap<object, Set<string>>();

/** Does `work` once for an object. */
export function once(key: object, what: string, work: () => void): void {
  const done = patched.get(key) ?? new Set();
  if (done.has(what)) return;
  patched.set(key, done.add(what));
  work();
}
