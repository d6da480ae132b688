import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { drawImage, levelsOfPng, SIDE } from './predict-image.ts';

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** A picture of one colour with a bar of another. */
function barred(width: number, height: number, ground: Colour, bar: Colour): Buffer {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = x >= 20 && x < 40 && y >= 10 && y < 110;
      png.data.set(inside ? bar : ground, 4 * (y * width + x));
    }
  }
  return PNG.sync.write(png);
}

const WHITE: Colour = [255, 255, 255, 255];
const BLACK: Colour = [0, 0, 0, 255];
const NOTHING: Colour = [0, 0, 0, 0];

/** A bar of 4 x 20 in the middle. */
const CENTRED = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
  const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
  return x >= 12 && x < 16 && y >= 4 && y < 24 ? 1 : 0;
});

describe('a digit is brought to the middle, light on dark, from', () => {
  test.each([
    ['dark on light', WHITE, BLACK],
    ['light on dark', BLACK, WHITE],
    ['dark on nothing', NOTHING, BLACK],
    ['light on nothing', NOTHING, WHITE],
  ] as const)('%s', (_, ground, bar) => {
    expect(levelsOfPng(barred(200, 140, ground, bar), true)).toEqual(CENTRED);
  });
});

test('what has the right size stays as it is, and other pictures than digits are only made smaller', () => {
  const small = new PNG({ width: SIDE, height: SIDE });
  small.data.forEach((_, i) => {
    small.data[i] = i % 4 === 3 || i < 40 ? 255 : 0;
  });
  const levels = levelsOfPng(PNG.sync.write(small), true);
  expect([...levels.subarray(0, 12)].map(Math.round)).toEqual([...Array(10).fill(1), 0, 0]);
  const whole = levelsOfPng(barred(280, 280, WHITE, BLACK), false);
  expect(whole[3 * SIDE + 3]).toBe(1);
  expect(whole[20 * SIDE + 20]).toBe(0);
});

test('an empty picture is empty', () => {
  const image = levelsOfPng(barred(50, 50, WHITE, WHITE), true);
  expect(drawImage(image).join('').trim()).toBe('');
});
