import { expect, test } from 'vitest';
import { drawPicture } from './picture.ts';

const RED = [255, 0, 0];
const BLUE = [0, 0, 255];
const GREY = [100, 100, 100];

test('a character is two pixels: the upper one is drawn, the lower one is behind it', () => {
  const picture = {
    width: 2,
    height: 3,
    channels: 3,
    levels: Uint8Array.of(...[RED, GREY, BLUE, GREY, GREY, RED].flat()),
  };
  expect(drawPicture(picture, 24, 10)).toEqual([
    '\u001b[38;2;255;0;0;48;2;0;0;255m▀\u001b[38;2;100;100;100;48;2;100;100;100m▀\u001b[0m',
    '\u001b[38;2;100;100;100;48;2;0;0;0m▀\u001b[38;2;255;0;0;48;2;0;0;0m▀\u001b[0m',
  ]);
  // 196 and 21 are red and blue of the 256 colours.
  expect(drawPicture(picture, 8, 10)[0]).toBe('\u001b[38;5;196;48;5;21m▀\u001b[38;5;102;48;5;102m▀\u001b[0m');
});

test('without colours there are shades, from the darkest to the lightest of the picture', () => {
  const levels = Uint8Array.of(...[100, 100, 140, 140], ...[100, 140, 100, 140]);
  expect(drawPicture({ width: 4, height: 2, channels: 1, levels }, 1, 10)).toEqual([' ▒▒█']);
});

test('a wide picture is made smaller: a pixel is the mean of those that it stands for', () => {
  const levels = Uint8Array.from({ length: 8 * 4 }, (_, i) => (i % 2 === 0 ? 0 : 200));
  const [line] = drawPicture({ width: 8, height: 4, channels: 1, levels }, 24, 4);
  expect(line).toBe(`${'\u001b[38;2;100;100;100;48;2;100;100;100m▀'.repeat(4)}\u001b[0m`);
});
