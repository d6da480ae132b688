import { fitModel, stepMs, worthwhile } from '../../coordinator/observe/scaling.ts';
import type { Prediction } from './cost.ts';

/**
 * The workers at which a run would settle that goes by `lockstep_workers_wanted`: it tries one world after the other, for
 * as long as more workers are wanted by the model fitted to those that it has tried.
 * @param predictions of the worlds, the smallest (one worker) first
 * @param batch samples of a step, the same in all worlds
 * @returns at most the workers of the largest world
 */
export function workersWanted(predictions: readonly Prediction[], batch: number): number {
  for (let tried = 1; ; tried++) {
    const seen = predictions.slice(0, tried);
    const most = (predictions[tried] ?? seen.at(-1)!).workers;
    const model = fitModel({
      compute: seen.map(({ workers, computeMs }) => [Math.ceil(batch / workers), computeMs]),
      reduce: seen.slice(1).map(({ workers, waitMs, reduceMs }) => [workers, waitMs + reduceMs]),
      otherMs: seen[0]!.applyMs,
    });
    const wanted = worthwhile((workers) => batch / stepMs(model, workers, batch), most);
    if (wanted <= seen.at(-1)!.workers) return wanted;
  }
}
