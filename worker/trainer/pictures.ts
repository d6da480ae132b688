import { PNG } from 'pngjs';
import type { Picture } from '../../engine/engine.ts';

/** Pictures in a row, and the dark line between them. */
const COLUMNS = 10;
const GAP = 1;

/** A set of pictures as one grey PNG, ten a row, enlarged to about 56 pixels of height each. */
export function pictureGrid({ shape, values }: Picture): Buffer {
  const [count, height, width] = shape as [number, number, number];
  const columns = Math.min(COLUMNS, count);
  const rows = Math.ceil(count / columns);
  const scale = Math.max(1, Math.floor(56 / height));
  const [cellHeight, cellWidth] = [height * scale + GAP, width * scale + GAP];
  const png = new PNG({ width: columns * cellWidth + GAP, height: rows * cellHeight + GAP, colorType: 0 });
  for (let i = 3; i < png.data.length; i += 4) png.data[i] = 255;
  for (let index = 0; index < count; index++) {
    const top = GAP + Math.floor(index / columns) * cellHeight;
    const left = GAP + (index % columns) * cellWidth;
    for (let y = 0; y < height * scale; y++) {
      for (let x = 0; x < width * scale; x++) {
        const source = (index * height + Math.floor(y / scale)) * width + Math.floor(x / scale);
        const level = Math.round(255 * Math.min(1, Math.max(0, values[source]!)));
        const at = 4 * ((top + y) * png.width + left + x);
        png.data.fill(level, at, at + 3);
      }
    }
  }
  return PNG.sync.write(png, { colorType: 0 });
}
