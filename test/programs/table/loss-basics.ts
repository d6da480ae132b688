/** Parts of programs that are about a loss. */
import type { NodeSpec, Program, Values } from '../program.ts';
import { dense, layer, x } from './basics.ts';

export const three: Values = { shape: [3], hot: true };
export const labels: Values = { shape: [1], ids: 3 };
export const losing = (name: string, loss: string, target: Values, ...nodes: NodeSpec[]): Program => ({
  name,
  inputs: x(3),
  targets: { y: target },
  nodes,
  loss,
});
export const out = (activation: string, units = 3): NodeSpec => dense(units, { activation });
/** Outputs that are 0 or 1 to the last bit. */
export const huge = layer('Rescaling', { scale: 60 });
