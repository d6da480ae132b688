/** Which logs a run will have, and whether its callbacks watch logs that exist. Pure. */
import { loggedOf } from '../../api/totals.ts';
import { nearestWord } from '../../api/words.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Recipe } from './recipe.ts';

/** Names of the logs of an epoch, after which `watched` samples are evaluated. */
export function logNames(
  { updates, evaluation }: Pick<Engine, 'updates' | 'evaluation'>,
  watched: number,
): string[] {
  const isLog = (name: string) => name !== 'samples' && !name.endsWith('_samples');
  const tested =
    watched > 0
      ? loggedOf(evaluation)
          .filter(isLog)
          .map((name) => `val_${name}`)
      : [];
  return [
    ...updates.flatMap(({ totals }) => loggedOf(totals.slice(0, -1)).filter(isLog)),
    ...tested,
    'learning_rate',
  ];
}

/** @throws LockstepError BAD_INPUT for a callback that watches a log which no epoch will have */
export function expectWatchedLogs({ callbacks }: Recipe, names: readonly string[]): void {
  for (const { name, monitor } of callbacks) {
    if (monitor === undefined || names.includes(monitor)) continue;
    const near = nearestWord(monitor, names);
    const hint = near ? `; did you mean "${near}"?` : '';
    throw new LockstepError(
      'BAD_INPUT',
      `callback ${name} watches "${monitor}", which this run does not log${hint}`,
      {
        hint: `Watch one of: ${names.join(', ')}`,
      },
    );
  }
}
