/** Learning curves as files: Keras's CSVLogger format and JSON. Pure. */

import * as z from 'zod';

const History = z.object({
  epoch: z.array(z.int()),
  history: z.record(z.string(), z.array(z.number().nullable())),
});

export type Logs = Readonly<Record<string, number>>;

export interface EpochLogs {
  /** Counted from 0, as Keras's CSVLogger does. */
  readonly epoch: number;
  readonly logs: Logs;
}

/** `epoch,` then the sorted keys; one line an epoch; missing values are `NA`. */
export function historyCsv(epochs: readonly EpochLogs[], separator = ','): string {
  const keys = [...new Set(epochs.flatMap(({ logs }) => Object.keys(logs)))].sort();
  const lines = epochs.map(({ epoch, logs }) =>
    [epoch, ...keys.map((key) => logs[key] ?? 'NA')].join(separator),
  );
  return `${[['epoch', ...keys].join(separator), ...lines].join('\n')}\n`;
}

/** Keras's `History`: the epochs, and one list of values a key. */
export function historyJson(epochs: readonly EpochLogs[]): string {
  const keys = [...new Set(epochs.flatMap(({ logs }) => Object.keys(logs)))].sort();
  const history = Object.fromEntries(keys.map((key) => [key, epochs.map(({ logs }) => logs[key] ?? null)]));
  return `${JSON.stringify({ epoch: epochs.map(({ epoch }) => epoch), history }, null, 2)}\n`;
}

/** The epochs that `historyJson` wrote. */
export function parseHistory(json: string): EpochLogs[] {
  const { epoch, history } = History.parse(JSON.parse(json));
  return epoch.map((number, i) => {
    const logs = Object.entries(history).flatMap(([key, values]) =>
      typeof values[i] === 'number' ? [[key, values[i]] as const] : [],
    );
    return { epoch: number, logs: Object.fromEntries(logs) };
  });
}
