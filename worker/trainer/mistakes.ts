import { classesIn } from '../../api/confusion.ts';
import type { Feature } from '../../api/data.ts';
import { sizeOf } from '../../base/arrays.ts';
import { allGather } from '../../collectives/transport/all-gather.ts';
import { type SealedFile, seal } from '../checkpoint/archive.ts';
import { BUCKETS } from './buckets.ts';
import { confusionOf, someMistakes } from './confusion.ts';
import { confusionSvg } from './confusion-svg.ts';
import type { RankContext } from './context.ts';
import type { Watch } from './deadline.ts';
import { pictureGrid } from './pictures.ts';
import type { GenerationPlan } from './ports.ts';

/**
 * Files about what a classifier gets wrong, with their paths in the run directory: the confusion matrix, and pictures
 * of some mistakes. All ranks take part; rank 0 alone gets the files.
 * @param counted the matrix of the test samples, where the evaluation of these very weights has given it to this rank:
 * nothing is predicted where it has done so to all, but for the pictures
 */
export async function mistakesOf(
  context: RankContext,
  plan: GenerationPlan,
  step: number,
  counted: readonly number[] | undefined,
  watch: Watch,
): Promise<[path: string, file: SealedFile][]> {
  const { engine, feed, source, transport } = context;
  const classes = source.targets.every(hasOneAnswer) ? classesIn(engine.evaluation) : undefined;
  if (classes === undefined || feed.lengthOf('test') === 0 || !engine.predicts) return [];
  const own = Uint8Array.of(counted ? 1 : 0);
  const all = await allGather(transport, own, { step, bucket: BUCKETS.counted }, watch.signal);
  const counts = all.every(([flag]) => flag === 1) ? counted : undefined;
  if (counts && plan.rank !== 0) return [];
  const side = pictureSide(source.inputs[0]!);
  const some = counts && side !== undefined ? await someMistakes(context, classes, watch) : [];
  const found = counts ? { counts, mistakes: some } : await confusionOf(context, classes, step, watch);
  if (plan.rank !== 0) return [];
  const names = Array.from({ length: classes }, (_, i) => context.classes[i] ?? String(i));
  const file = (name: string, content: string | Uint8Array): [string, SealedFile] => [
    `pictures/${name}`,
    seal(Buffer.from(content)),
  ];
  const files = [
    file('confusion.svg', confusionSvg(found.counts, names)),
    file('confusion.json', `${JSON.stringify({ classes: names, counts: found.counts })}\n`),
  ];
  const { mistakes } = found;
  if (mistakes.length === 0 || side === undefined) return files;
  const values = Float32Array.from(mistakes.flatMap(({ input }) => [...input]));
  const picture = { name: 'misclassified', shape: [mistakes.length, side, side], values };
  return [...files, file('misclassified.png', pictureGrid(picture))];
}

/** Of an input that is a picture of one channel: its side. */
function pictureSide({ encoding, shape }: Feature): number | undefined {
  const side = Math.sqrt(sizeOf(shape));
  return Number.isInteger(side) && encoding.kind === 'scale' ? side : undefined;
}

/** Whether a sample has one class, rather than one a place. */
function hasOneAnswer({ encoding, shape }: Feature): boolean {
  return encoding.kind === 'oneHot' || sizeOf(shape) === 1;
}
