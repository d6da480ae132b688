/** Parts of the code that a test may replace by broken ones. */
import type { steadyClock } from '../../base/clock.ts';
import type { allReduce } from '../../collectives/index.ts';
import type { decide } from '../../coordinator/membership/decide.ts';
import type { ordersLeft } from '../../coordinator/store/orders.ts';
import type { positionsOf } from '../../datasets/sampling.ts';
import type { fetchRecords } from '../../worker/data/fetch.ts';
import type { applyOrders } from '../../worker/trainer/orders.ts';
import type { applyStep } from '../../worker/trainer/step.ts';

interface Real {
  steadyClock: typeof steadyClock;
  fetchRecords: typeof fetchRecords;
  decide: typeof decide;
  positionsOf: typeof positionsOf;
  applyStep: typeof applyStep;
  applyOrders: typeof applyOrders;
  ordersLeft: typeof ordersLeft;
  allReduce: typeof allReduce;
}
type Call = (...args: unknown[]) => unknown;

/** Makes the broken function of the real one; what is left out is the real thing. */
export const broken: { [K in keyof Real]?: (real: Real[K]) => Real[K] } = {};

/** A module as it is, but for the function of this name, which is looked up among the broken ones at each call. */
export function breakable(name: keyof Real) {
  return async (original: () => Promise<object>) => {
    const module = await original();
    const real = (module as Record<string, Call>)[name]!;
    const current = () => (broken[name] as ((real: Call) => Call) | undefined)?.(real) ?? real;
    return { ...module, [name]: (...args: unknown[]) => current()(...args) };
  };
}
