import type { Config, NodeSpec, Program, Values } from '../program.ts';

export const x = (...shape: number[]): Program['inputs'] => ({ x: { shape } });
export const y = (...shape: number[]): Program['targets'] => ({ y: { shape } });
export const layer = (kind: string, config: Config = {}, name?: string): NodeSpec => ({
  kind,
  config,
  ...(name && { name }),
});
export const dense = (units: number, config: Config = {}, name = 'dense'): NodeSpec =>
  layer('Dense', { units, ...config }, name);
export const flatten = layer('Flatten');
/** A head of one number a sample, so that everything before it gets a gradient. */
export const head = dense(1, {}, 'head');
export const l2 = (factor: number) => ({ className: 'L1L2', config: { l1: 0, l2: factor } });
export const l1 = (factor: number) => ({ className: 'L1L2', config: { l1: factor, l2: 0 } });
export const constraint = (className: string, config: Config = {}) => ({ className, config });
export type { Values };

/** Layers on samples of a shape that give one of any shape, then a head. */
export function on(shape: readonly number[], name: string, ...nodes: NodeSpec[]): Program {
  return {
    name,
    inputs: x(...shape),
    targets: y(1),
    nodes: [...nodes, ...(shape.length > 1 ? [flatten] : []), head],
  };
}

/** Layers on samples of a shape that give a vector, then a head. */
export function last(shape: readonly number[], name: string, ...nodes: NodeSpec[]): Program {
  return { name, inputs: x(...shape), targets: y(1), nodes: [...nodes, head] };
}

export const channelsFirst = { dataFormat: 'channelsFirst' };

/** A convolution of two filters of size 3. */
export const conv = (name: string, shape: number[], kind: string, config: Config): Program =>
  on(shape, name, layer(kind, { filters: 2, kernelSize: 3, ...config }, 'conv'));
