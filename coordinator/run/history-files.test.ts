import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { EpochLogs } from '../store/history.ts';
import type { RunDirectory } from '../store/run-directory.ts';
import { HistoryFiles } from './history-files.ts';

/** A disk whose first writes end last, and the file on it. */
function disk() {
  const epochs: EpochLogs[] = [];
  const waiting: (() => void)[] = [];
  let [content, writes] = ['', 0];
  const write: RunDirectory['write'] = async (name, text) => {
    if (name !== 'history.csv') return;
    writes++;
    await new Promise<void>((resolve) => waiting.push(resolve));
    content = String(text);
  };
  const files = new HistoryFiles({ write }, [], () => [...epochs]);
  const end = () => {
    epochs.push({ epoch: epochs.length, logs: { loss: 1 } });
    return files.write();
  };
  /** Lets all writes end that have begun, the newest first. */
  const settle = async () => {
    await turn();
    for (const resolve of waiting.splice(0).reverse()) resolve();
    await turn();
  };
  return { end, settle, rows: () => content.trim().split('\n').length - 1, writes: () => writes };
}

test('a history that takes long to write never comes to stand over a newer one', async () => {
  const { end, settle, rows, writes } = disk();
  const written = [end(), end(), end(), end()];
  for (let i = 0; i < 4; i++) await settle();
  await Promise.all(written);
  expect(rows()).toBe(4);
  // What has not begun is written at once with what comes after it.
  expect(writes()).toBeLessThanOrEqual(2);
});
