import { type Confusion, confusionsIn } from '../../api/confusion.ts';
import type { Feature } from '../../api/data.ts';
import { sizeOf } from '../../base/arrays.ts';
import { allGather } from '../../collectives/transport/all-gather.ts';
import { classNames } from '../../proto/drawings.ts';
import { type SealedFile, seal } from '../checkpoint/archive.ts';
import { BUCKETS } from './buckets.ts';
import { type Choice, type Errors, errorsOf, someMistakes } from './confusion.ts';
import { confusionSvg } from './confusion-svg.ts';
import type { RankContext } from './context.ts';
import type { Watch } from './deadline.ts';
import { pictureGrid } from './pictures.ts';
import type { GenerationPlan } from './ports.ts';

/**
 * Files about what a classifier gets wrong, with their paths in the run directory: for each output that chooses a class
 * the confusion matrix, and pictures of some mistakes. All ranks take part; rank 0 alone gets the files.
 * @param counted the matrices of the test samples, where the evaluation of these very weights has given them to this rank:
 * nothing is predicted where it has done so to all, but for the pictures
 */
export async function mistakesOf(
  context: RankContext,
  plan: GenerationPlan,
  step: number,
  counted: readonly Confusion[] | undefined,
  watch: Watch,
): Promise<[path: string, file: SealedFile][]> {
  const { engine, feed, source, transport } = context;
  const matrices = confusionsIn(engine.evaluation, []).filter(({ place }) =>
    hasOneAnswer(source.targets[place]!),
  );
  if (matrices.length === 0 || feed.lengthOf('test') === 0 || !engine.predicts) return [];
  const sizes = matrices.map(({ counts }) => Math.sqrt(counts.length));
  const choices = matrices.map(({ place }, i) => ({ place, classes: sizes[i]! }));
  const own = Uint8Array.of(counted ? 1 : 0);
  const all = await allGather(transport, own, { step, bucket: BUCKETS.counted }, watch.signal);
  const known = all.every(([flag]) => flag === 1) ? counted : undefined;
  if (known && plan.rank !== 0) return [];
  const pictureSide = sideOf(source.inputs[0]!);
  const errors = known
    ? await errorsIn(known, context, choices, pictureSide !== undefined, watch)
    : await errorsOf(context, choices, step, watch);
  if (plan.rank !== 0) return [];
  return errors.flatMap(({ counts, mistakes }, i) => {
    const { place, output } = matrices[i]!;
    const classes = classNames(context.classes, sizes[i]!, sizes);
    const end = output === undefined ? '' : `-${place}-${output.replace(/[^\w.-]/g, '_')}`;
    const file = (name: string, kind: string, content: string | Uint8Array): [string, SealedFile] => [
      `pictures/${name}${end}.${kind}`,
      seal(Buffer.from(content)),
    ];
    const files = [
      file('confusion', 'svg', confusionSvg(counts, classes, output)),
      file('confusion', 'json', `${JSON.stringify({ output, classes, counts })}\n`),
    ];
    if (mistakes.length === 0 || pictureSide === undefined) return files;
    const values = Float32Array.from(mistakes.flatMap(({ input }) => [...input]));
    const shape = [mistakes.length, pictureSide, pictureSide];
    const picture = { name: 'misclassified', shape, values };
    return [...files, file('misclassified', 'png', pictureGrid(picture))];
  });
}

/** What is known of each choice, with mistakes of this rank for pictures. */
async function errorsIn(
  known: readonly Confusion[],
  context: RankContext,
  choices: readonly Choice[],
  pictured: boolean,
  watch: Watch,
): Promise<Errors[]> {
  const mistakes = pictured ? await someMistakes(context, choices, watch) : [];
  return choices.map(({ place }, i) => {
    const { counts } = known.find((one) => one.place === place)!;
    return { counts, mistakes: mistakes[i] ?? [] };
  });
}

/** Of an input that is a picture of one channel: its side. */
function sideOf({ encoding, shape }: Feature): number | undefined {
  const side = Math.sqrt(sizeOf(shape));
  return Number.isInteger(side) && encoding.kind === 'scale' ? side : undefined;
}

/** Whether a sample has one class, rather than one a place. */
function hasOneAnswer({ encoding, shape }: Feature): boolean {
  return encoding.kind === 'oneHot' || sizeOf(shape) === 1;
}
