/**
 * Callbacks: pure functions from what happened to what shall happen. Every rank sees the same logs, so every
 * rank decides the same; their states travel in checkpoints and to workers that join.
 */

export type CallbackLogs = Readonly<Record<string, number>>;

/** What a callback wants; everything but `state` may be left out. `S` must survive JSON. */
export interface Outcome<S> {
  readonly state: S;
  /** Ends the training, and why. */
  readonly stop?: string;
  /** From now on multiplies every learning rate. */
  readonly rateFactor?: number;
  /** These weights are the best so far: they are remembered. */
  readonly best?: boolean;
  /** Rank 0 keeps a checkpoint under this name, `checkpoints/<name>.safetensors`. */
  readonly save?: string;
}

export interface Callback<S = unknown> {
  readonly name: string;
  readonly initial: S;
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
  readonly csv?: { readonly file: string; readonly separator: string; readonly append: boolean };
}

export interface Monitor {
  /** A log: `val_loss`, `val_accuracy`, `loss`, ... */
  readonly monitor?: string;
  /** Whether less or more of it is better; `auto`: more of accuracy, precision, recall and F1. */
  readonly mode?: 'auto' | 'min' | 'max';
  /** Smaller improvements do not count. */
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

/** The next state; `improved` when `logs` hold the best value so far. A log that is missing changes nothing. */
function follow(
  state: Best,
  logs: CallbackLogs,
  { monitor = 'val_loss', mode = 'auto', minDelta = 0 }: Monitor,
): { state: Best; improved: boolean } {
  const value = logs[monitor];
  if (value === undefined) return { state, improved: false };
  const more = mode === 'max' || (mode === 'auto' && moreIsBetter(monitor));
  const gain =
    state.best === null ? Number.POSITIVE_INFINITY : more ? value - state.best : state.best - value;
  if (gain > minDelta) return { state: { best: value, wait: 0 }, improved: true };
  return { state: { ...state, wait: state.wait + 1 }, improved: false };
}

export const callbacks = {
  /** Stops when the monitored log has not improved for `patience` epochs. */
  earlyStopping({
    patience = 0,
    restoreBest = false,
    ...monitor
  }: Monitor & { patience?: number; restoreBest?: boolean } = {}): Callback<Best> {
    return {
      name: 'earlyStopping',
      initial: START,
      restoreBest,
      onEpochEnd(before, { epoch, logs }) {
        const { state, improved } = follow(before, logs, monitor);
        const name = monitor.monitor ?? 'val_loss';
        const stop =
          state.wait > 0 && state.wait >= patience
            ? `${name} has not improved since epoch ${epoch + 1 - state.wait}`
            : undefined;
        return { state, stop, best: improved && restoreBest };
      },
    };
  },

  /** Keeps `checkpoints/best.safetensors` at each improvement, or one checkpoint an epoch. */
  modelCheckpoint({ bestOnly = true, ...monitor }: Monitor & { bestOnly?: boolean } = {}): Callback<Best> {
    return {
      name: 'modelCheckpoint',
      initial: START,
      onEpochEnd(before, { epoch, logs }) {
        const { state, improved } = follow(before, logs, monitor);
        if (!bestOnly) return { state, save: `epoch-${epoch + 1}` };
        return { state, save: improved ? 'best' : undefined };
      },
    };
  },

  /** Multiplies the learning rates by `factor` when the monitored log stands still for `patience` epochs. */
  reduceOnPlateau({
    factor = 0.1,
    patience = 10,
    minFactor = 0,
    ...monitor
  }: Monitor & { factor?: number; patience?: number; minFactor?: number } = {}): Callback<Best> {
    return {
      name: 'reduceOnPlateau',
      initial: START,
      onEpochEnd(before, { logs, rateFactor }) {
        const { state } = follow(before, logs, { minDelta: 1e-4, ...monitor });
        if (state.wait === 0 || state.wait < patience) return { state };
        return { state: { ...state, wait: 0 }, rateFactor: Math.max(minFactor, rateFactor * factor) };
      },
    };
  },

  /** Stops at the first step whose loss is not a number. */
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

  /** One line an epoch, as Keras's CSVLogger writes it, into a file of the run directory. */
  csvLogger({ file = 'log.csv', separator = ',', append = false } = {}): Callback<null> {
    return { name: 'csvLogger', initial: null, csv: { file, separator, append } };
  },
};
