import { expect, test } from 'vitest';
import { curvesSvg } from './curves.ts';

const epochs = (count: number) =>
  Array.from({ length: count }, (_, epoch) => ({
    epoch,
    logs: { loss: 1 / (1 + epoch), val_loss: 2 / (1 + epoch) },
  }));

test('each epoch is a point of each line', () => {
  expect(curvesSvg('Curves', epochs(7)).match(/<circle/g)).toHaveLength(14);
});

test('however many epochs there are, the picture is small, and ends with the last one', () => {
  const svg = curvesSvg('Curves', epochs(80_000));
  expect(svg.length).toBeLessThan(300_000);
  expect(svg.match(/<circle/g)!.length).toBeLessThanOrEqual(2_000);
  // The right edge of the panel.
  expect(svg.match(/cx="440.0"/g)).toHaveLength(2);
});
