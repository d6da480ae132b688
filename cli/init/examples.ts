/** The small data sets that `lockstep init` puts beside a job. */
import { PNG } from 'pngjs';
import { sfc32 } from '../../base/random.ts';
import { drawDigits } from '../../datasets/stand-ins/digits.ts';
import { writeReview } from '../../datasets/stand-ins/sentiment.ts';

/** A file by its path within the folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Drawn digits as PNG, a folder for each: `<folder>/7/012.png`. */
export function digitPictures(folder: string, length: number): Files {
  const { columns } = drawDigits(length, sfc32(length, 1));
  const [images, labels] = columns.map(({ values }) => values as Uint8Array);
  const [height, width] = columns[0]!.shape as readonly [number, number];
  const size = height * width;
  const files: Record<string, Uint8Array> = {};
  for (const [i, label] of labels!.entries()) {
    const png = new PNG({ width, height, colorType: 0, inputColorType: 0 });
    png.data = Buffer.from(images!.subarray(i * size, (i + 1) * size));
    const written = PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false });
    files[`${folder}/${label}/${String(i).padStart(3, '0')}.png`] = written;
  }
  return files;
}

/** Generated reviews, a line each. */
export function reviewTable(length: number): string {
  const random = sfc32(length, 2);
  const lines = Array.from({ length }, () => {
    const { positive, words } = writeReview(random);
    return `${words.join(' ')},${positive ? 'positive' : 'negative'}`;
  });
  return `review,sentiment\n${lines.join('\n')}\n`;
}
