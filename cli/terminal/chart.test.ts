import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { chartLines } from './chart.ts';

const EPOCHS = [0.4, 0.2, 0.1, 0.05].map((loss, epoch) => ({
  epoch,
  logs: { accuracy: 1 - loss, loss, val_accuracy: 0.9, val_loss: loss + 0.1, learning_rate: 1 },
}));
const widths = (lines: readonly string[]) => new Set(lines.map((line) => line.length));

test('loss and accuracy stand side by side, with their ranges', () => {
  const lines = chartLines(EPOCHS, { columns: 80, color: false });
  expect(lines).toHaveLength(9);
  expect(widths(lines)).toEqual(new Set([76]));
  expect(lines[0]).toMatch(/^ +loss {2}━ train {2}━ val +accuracy {2}━ train {2}━ val/);
  expect(lines[1]).toMatch(/^ +0\.5 ┤.* 0\.95 ┤/);
  expect(lines[7]).toMatch(/^ +0\.05 ┤.* 0\.6 ┤/);
  expect(lines[8]).toMatch(/^ +1 +epoch +4 +1 +epoch +4$/);
});

test('they stand one below the other where there is no room', () => {
  const lines = chartLines(EPOCHS, { columns: 60, color: false });
  expect(lines).toHaveLength(18);
  expect(widths(lines)).toEqual(new Set([56]));
});

test('colours change nothing else', () => {
  const [plain, coloured] = [false, true].map((color) => chartLines(EPOCHS, { columns: 100, color }));
  expect(coloured!.map(stripVTControlCharacters)).toEqual(plain);
});

test('a curve that rises goes from the lowest row to the highest', () => {
  const rise = [0, 1].map((epoch) => ({ epoch, logs: { reward: epoch } }));
  const rows = chartLines(rise, { columns: 40, color: false }).slice(1, -1);
  const first = rows.map((row) => row.slice(8).search(/[^ ]/));
  expect(first).toEqual([...first].sort((a, b) => b - a));
});

test('one epoch, values that are not finite and a constant log draw nothing odd', () => {
  expect(chartLines(EPOCHS.slice(0, 1), { columns: 80, color: false })).toEqual([]);
  const odd = [0, 1, 2].map((epoch) => ({ epoch, logs: { loss: epoch === 1 ? Number.NaN : 2 } }));
  expect(chartLines(odd, { columns: 80, color: false }).join('')).not.toMatch(/NaN|undefined/);
});

test('a run of very many epochs is drawn as any other', () => {
  const epochs = Array.from({ length: 140_000 }, (_, epoch) => ({ epoch, logs: { loss: 1 / (1 + epoch) } }));
  expect(chartLines(epochs, { columns: 80, color: false }).length).toBeGreaterThan(5);
});
