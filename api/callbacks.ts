/**
 * Callbacks: pure functions from what happened to what shall happen. Every rank sees the same logs, so every
 * rank decides the same; their states travel in checkpoints and to workers that join.
 */

import { LockstepError } from '../base/errors.ts';
import { expectOptions } from './words.ts';

export type CallbackLogs = Readonly<Record<string, number>>;

/** What a callback wants; everything but `state` may be left out. `S` must survive JSON. */
export interface Outcome<S> {
  readonly state: S;
  /** Why the training ends; left out, it goes on. */
  readonly stop?: string;
  /** Multiplies every learning rate from now on. */
  readonly rateFactor?: number;
  /** These weights are the best so far: they are remembered. */
  readonly best?: boolean;
  /** Rank 0 keeps a checkpoint under this name, `checkpoints/<name>.safetensors`. */
  readonly save?: string;
}

export interface Callback<S = unknown> {
  readonly name: string;
  readonly initial: S;
  /** The log that it watches: a run that has no such log does not begin. */
  readonly monitor?: string;
  /** The checkpoint that it keeps, where that has one name for the whole run. */
  readonly keeps?: string;
  /** After each committed step; `logs` are means over the global batch. */
  readonly onStep?: (state: S, at: { step: number; epoch: number; logs: CallbackLogs }) => Outcome<S>;
  /** After each epoch's evaluation. `rateFactor` is the one in force. */
  readonly onEpochEnd?: (
    state: S,
    at: { epoch: number; logs: CallbackLogs; rateFactor: number },
  ) => Outcome<S>;
  /** Ends the run with the best weights instead of the last ones. */
  readonly restoreBest?: boolean;
  /** Writes one line an epoch into this file of the run directory. */
  readonly csv?: { readonly file: string; readonly separator: string };
}

export interface Monitor {
  /** A log: `val_loss`, `val_accuracy`, `loss`, ... Left out: `val_loss`. */
  readonly monitor?: string;
  /** Whether less or more of it is better. `auto`, or left out: more of accuracy, precision, recall and F1, less of all else. */
  readonly mode?: 'auto' | 'min' | 'max';
  /** The least improvement that counts. Left out: 0, for `reduceOnPlateau` 1e-4. */
  readonly minDelta?: number;
}

interface Best {
  /** Null before the first value. */
  readonly best: number | null;
  /** Epochs since then. */
  readonly wait: number;
}

/** Of a log, by its name; of most less is better. */
export const moreIsBetter = (name: string) => /(accuracy|acc|precision|recall|f1_score)$/.test(name);

const START: Best = { best: null, wait: 0 };

const MONITOR = ['monitor', 'mode', 'minDelta'];
const MODES = ['auto', 'min', 'max'];

/** The watched log. @throws LockstepError BAD_INPUT for options that the callback does not have */
function watched(name: string, given: Monitor, own: readonly string[]): string {
  expectOptions(`callbacks.${name}`, given, [...own, ...MONITOR]);
  if (given.mode === undefined || MODES.includes(given.mode)) return given.monitor ?? 'val_loss';
  throw new LockstepError('BAD_INPUT', `callbacks.${name} has no mode "${given.mode}"`, {
    hint: `Use one of: ${MODES.join(', ')}`,
  });
}

/** Checkpoints that a run keeps without being asked. */
const RESERVED = /^(final|step-\d+)$/;
const CHECKPOINT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Whether a callback may keep a checkpoint under this name. */
export function isCheckpointName(name: string): boolean {
  return CHECKPOINT_NAME.test(name) && !RESERVED.test(name);
}

/** The next state; `improved` when `logs` hold the best value so far. What is not a number is no improvement. */
function follow(
  state: Best,
  logs: CallbackLogs,
  { monitor = 'val_loss', mode = 'auto', minDelta = 0 }: Monitor,
): { state: Best; improved: boolean } {
  const value = logs[monitor];
  if (value === undefined) return { state, improved: false };
  if (Number.isNaN(value)) return { state: { ...state, wait: state.wait + 1 }, improved: false };
  const more = mode === 'max' || (mode === 'auto' && moreIsBetter(monitor));
  const gain =
    state.best === null ? Number.POSITIVE_INFINITY : more ? value - state.best : state.best - value;
  if (gain > minDelta) return { state: { best: value, wait: 0 }, improved: true };
  return { state: { ...state, wait: state.wait + 1 }, improved: false };
}

export const callbacks = {
  /**
   * Stops when the monitored log has not improved for `patience` epochs (0: at the first without improvement). With
   * `restoreBest` the run ends with the weights of its best epoch, also where it was not stopped.
   */
  earlyStopping(options: Monitor & { patience?: number; restoreBest?: boolean } = {}): Callback<Best> {
    const { patience = 0, restoreBest = false, ...monitor } = options;
    const log = watched('earlyStopping', options, ['patience', 'restoreBest']);
    return {
      name: 'earlyStopping',
      initial: START,
      monitor: log,
      restoreBest,
      onEpochEnd(before, { epoch, logs }) {
        const { state, improved } = follow(before, logs, monitor);
        const since = epoch + 1 - state.wait;
        const fault = state.best === null ? 'has not been a number' : `has not improved since epoch ${since}`;
        const stop = state.wait > 0 && state.wait >= patience ? `${log} ${fault}` : undefined;
        return { state, stop, best: improved && restoreBest };
      },
    };
  },

  /**
   * Keeps a checkpoint, `checkpoints/<file>.safetensors`, at each improvement of the monitored log (`file`: `best`); with
   * `bestOnly: false` one of each epoch, `epoch-1` and so on.
   */
  modelCheckpoint(options: Monitor & { bestOnly?: boolean; file?: string } = {}): Callback<Best> {
    const { bestOnly = true, file = 'best', ...monitor } = options;
    const log = watched('modelCheckpoint', options, ['bestOnly', 'file']);
    return {
      name: 'modelCheckpoint',
      initial: START,
      ...(bestOnly && { monitor: log, keeps: file }),
      onEpochEnd(before, { epoch, logs }) {
        const { state, improved } = follow(before, logs, monitor);
        if (!bestOnly) return { state, save: `epoch-${epoch + 1}` };
        return { state, save: improved ? file : undefined };
      },
    };
  },

  /**
   * Multiplies the learning rates by `factor` (0.1) each time that the monitored log has not improved for `patience`
   * epochs (10). They do not fall below `minFactor` times what the optimizer says.
   */
  reduceOnPlateau(
    options: Monitor & { factor?: number; patience?: number; minFactor?: number } = {},
  ): Callback<Best> {
    const { factor = 0.1, patience = 10, minFactor = 0, ...monitor } = options;
    return {
      name: 'reduceOnPlateau',
      initial: START,
      monitor: watched('reduceOnPlateau', options, ['factor', 'patience', 'minFactor']),
      onEpochEnd(before, { logs, rateFactor }) {
        const { state } = follow(before, logs, { minDelta: 1e-4, ...monitor });
        if (state.wait === 0 || state.wait < patience) return { state };
        return { state: { ...state, wait: 0 }, rateFactor: Math.max(minFactor, rateFactor * factor) };
      },
    };
  },

  /** Stops at the first step with a log that is not finite. */
  terminateOnNaN(): Callback<null> {
    return {
      name: 'terminateOnNaN',
      initial: null,
      onStep(state, { step, logs }) {
        const name = Object.keys(logs).find((key) => !Number.isFinite(logs[key]));
        return { state, stop: name && `${name} of step ${step} is not a number` };
      },
    };
  },

  /**
   * Writes a file of the run directory in the format of Keras's `CSVLogger`: one line an epoch. The file holds every
   * epoch of the run, those before a resume too, so there is no `append`.
   */
  csvLogger(options: { file?: string; separator?: string } = {}): Callback<null> {
    expectOptions('callbacks.csvLogger', options, ['file', 'separator']);
    const { file = 'log.csv', separator = ',' } = options;
    return { name: 'csvLogger', initial: null, csv: { file, separator } };
  },
};
