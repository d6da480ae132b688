import { expect, test } from 'vitest';
import { type EpochLogs, historyCsv, historyJson, parseHistory } from './history.ts';

const EPOCHS: EpochLogs[] = [
  { epoch: 0, logs: { loss: 0.5, accuracy: 0.9, val_loss: 0.25 } },
  { epoch: 1, logs: { loss: 0.125, accuracy: 0.95 } },
];

test('the CSV is that of Keras’s CSVLogger', () => {
  expect(historyCsv(EPOCHS)).toBe('epoch,accuracy,loss,val_loss\n0,0.9,0.5,0.25\n1,0.95,0.125,NA\n');
  expect(historyCsv(EPOCHS, ';')).toContain('epoch;accuracy;loss;val_loss');
});

test('the JSON holds one list a key', () => {
  expect(JSON.parse(historyJson(EPOCHS))).toEqual({
    epoch: [0, 1],
    history: { accuracy: [0.9, 0.95], loss: [0.5, 0.125], val_loss: [0.25, null] },
  });
});

test('what the JSON holds can be read again', () => {
  expect(parseHistory(historyJson(EPOCHS))).toEqual(EPOCHS);
});
