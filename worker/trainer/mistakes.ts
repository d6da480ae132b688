import { classesIn } from '../../api/confusion.ts';
import type { Feature } from '../../api/data.ts';
import { sizeOf } from '../../base/arrays.ts';
import { type SealedFile, seal } from '../checkpoint/archive.ts';
import { confusionOf } from './confusion.ts';
import { confusionSvg } from './confusion-svg.ts';
import type { RankContext } from './context.ts';
import type { Watch } from './deadline.ts';
import { pictureGrid } from './pictures.ts';
import type { GenerationPlan } from './ports.ts';

/**
 * Files about what a classifier gets wrong, with their paths in the run directory: the confusion matrix, and pictures
 * of some mistakes. All ranks take part; rank 0 alone gets the files.
 */
export async function mistakesOf(
  context: RankContext,
  plan: GenerationPlan,
  step: number,
  watch: Watch,
): Promise<[path: string, file: SealedFile][]> {
  const { engine, feed, source } = context;
  const classes = source.targets.every(hasOneAnswer) ? classesIn(engine.evaluation) : undefined;
  if (classes === undefined || feed.lengthOf('test') === 0 || !engine.predicts) return [];
  const { counts, mistakes } = await confusionOf(context, classes, step, watch);
  if (plan.rank !== 0) return [];
  const names = Array.from({ length: classes }, (_, i) => context.classes[i] ?? String(i));
  const file = (name: string, content: string | Uint8Array): [string, SealedFile] => [
    `pictures/${name}`,
    seal(Buffer.from(content)),
  ];
  const files = [
    file('confusion.svg', confusionSvg(counts, names)),
    file('confusion.json', `${JSON.stringify({ classes: names, counts })}\n`),
  ];
  const side = Math.sqrt(mistakes[0]?.input.length ?? 0);
  const { encoding } = source.inputs[0]!;
  if (mistakes.length === 0 || !Number.isInteger(side) || encoding.kind !== 'scale') return files;
  const values = Float32Array.from(mistakes.flatMap(({ input }) => [...input]));
  const picture = { name: 'misclassified', shape: [mistakes.length, side, side], values };
  return [...files, file('misclassified.png', pictureGrid(picture))];
}

/** Whether a sample has one class, rather than one a place. */
function hasOneAnswer({ encoding, shape }: Feature): boolean {
  return encoding.kind === 'oneHot' || sizeOf(shape) === 1;
}
