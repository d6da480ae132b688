import type { Column, Dataset, Split } from '../../api/data.ts';
import { sfc32 } from '../../base/random.ts';

/**
 * Pairs of images, half of them of the same class: columns `left` and `right` as `image`, and `same` 0 or 1.
 * Every image is the left one of one pair; its partner is drawn by a fixed seed.
 */
export function pairsOf(dataset: Dataset): Dataset {
  return { ...dataset, train: pairs(dataset.train, 1), test: pairs(dataset.test, 2), classes: undefined };
}

function pairs({ length, columns }: Split, seed: number): Split {
  const image = columns.find(({ name }) => name === 'image')!;
  const labels = columns.find(({ name }) => name === 'label')!.values;
  const random = sfc32(seed, length);
  const byClass = new Map<number, number[]>();
  for (let i = 0; i < length; i++) {
    const alike = byClass.get(labels[i]!);
    if (alike) alike.push(i);
    else byClass.set(labels[i]!, [i]);
  }
  const same = new Uint8Array(length);
  const partners = Uint32Array.from({ length }, (_, i) => {
    const alike = byClass.get(labels[i]!)!;
    if (i % 2 === 0) return alike[Math.floor(random() * alike.length)]!;
    return Math.floor(random() * length);
  });
  for (let i = 0; i < length; i++) same[i] = labels[i] === labels[partners[i]!] ? 1 : 0;
  const width = image.values.length / Math.max(1, length);
  const right = new Uint8Array(image.values.length);
  for (const [i, partner] of partners.entries()) {
    right.set(image.values.subarray(partner * width, (partner + 1) * width), i * width);
  }
  const result: Column[] = [
    { ...image, name: 'left' },
    { ...image, name: 'right', values: right },
    { name: 'same', type: 'uint8', shape: [], values: same },
  ];
  return { length, columns: result };
}
