import { seal } from '../checkpoint/archive.ts';
import { confusionOf } from './confusion.ts';
import { confusionSvg } from './confusion-svg.ts';
import { pictureGrid } from './pictures.ts';
import type { GenerationPlan, Session } from './ports.ts';
import type { RankContext } from './step.ts';

/** Pictures of what a classifier gets wrong. */
export async function uploadMistakes(
  context: RankContext,
  session: Session,
  plan: GenerationPlan,
  step: number,
): Promise<void> {
  const { feed, source, classCount: classes } = context;
  if (classes === undefined || feed.testLength === 0 || !context.engine.predicts) return;
  const { counts, mistakes } = await confusionOf(context, classes, step, plan.signal);
  if (plan.rank !== 0) return;
  const names = Array.from({ length: classes }, (_, i) => context.classes[i] ?? String(i));
  const upload = (name: string, content: string | Uint8Array) =>
    session.upload(`pictures/${name}`, seal(Buffer.from(content)), plan.signal);
  await upload('confusion.svg', confusionSvg(counts, names));
  await upload('confusion.json', `${JSON.stringify({ classes: names, counts })}\n`);
  const side = Math.sqrt(mistakes[0]?.input.length ?? 0);
  const { encoding } = source.inputs[0]!;
  if (mistakes.length === 0 || !Number.isInteger(side) || encoding.kind !== 'scale') return;
  const values = Float32Array.from(mistakes.flatMap(({ input }) => [...input]));
  const picture = { name: 'misclassified', shape: [mistakes.length, side, side], values };
  await upload('misclassified.png', pictureGrid(picture));
}
