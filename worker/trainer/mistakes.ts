import { confusionsIn } from '../../api/confusion.ts';
import type { Feature } from '../../api/data.ts';
import { sizeOf } from '../../base/arrays.ts';
import { classNames } from '../../proto/drawings.ts';
import { type SealedFile, seal } from '../checkpoint/archive.ts';
import { errorsOf } from './confusion.ts';
import { confusionSvg } from './confusion-svg.ts';
import type { RankContext } from './context.ts';
import type { Watch } from './deadline.ts';
import { pictureGrid } from './pictures.ts';
import type { GenerationPlan } from './ports.ts';

/**
 * Files about what a classifier gets wrong, with their paths in the run directory: for each output that chooses a class
 * the confusion matrix, and pictures of some mistakes. All ranks take part; rank 0 alone gets the files.
 */
export async function mistakesOf(
  context: RankContext,
  plan: GenerationPlan,
  step: number,
  watch: Watch,
): Promise<[path: string, file: SealedFile][]> {
  const { engine, feed, source } = context;
  const matrices = confusionsIn(engine.evaluation, []).filter(({ place }) =>
    hasOneAnswer(source.targets[place]!),
  );
  if (matrices.length === 0 || feed.lengthOf('test') === 0 || !engine.predicts) return [];
  const sizes = matrices.map(({ counts }) => Math.sqrt(counts.length));
  const choices = matrices.map(({ place }, i) => ({ place, classes: sizes[i]! }));
  const errors = await errorsOf(context, choices, step, watch);
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
    const side = Math.sqrt(mistakes[0]?.input.length ?? 0);
    const { encoding } = source.inputs[0]!;
    if (mistakes.length === 0 || !Number.isInteger(side) || encoding.kind !== 'scale') return files;
    const values = Float32Array.from(mistakes.flatMap(({ input }) => [...input]));
    const picture = { name: 'misclassified', shape: [mistakes.length, side, side], values };
    return [...files, file('misclassified', 'png', pictureGrid(picture))];
  });
}

/** Whether a sample has one class, rather than one a place. */
function hasOneAnswer({ encoding, shape }: Feature): boolean {
  return encoding.kind === 'oneHot' || sizeOf(shape) === 1;
}
