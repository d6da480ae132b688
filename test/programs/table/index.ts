import { SOAK } from '../../support/soak.ts';
import type { Program } from '../program.ts';
import { attention } from './attention.ts';
import { corners } from './corners.ts';
import { crossings } from './crossings.ts';
import { denseLayers } from './dense.ts';
import { freezing } from './freezing.ts';
import { kinks } from './kinks.ts';
import { layers } from './layers.ts';
import { lossOptions } from './loss-options.ts';
import { losses } from './losses.ts';
import { metrics } from './metrics.ts';
import { nets } from './nets.ts';
import { normalization } from './normalization.ts';
import { numbers } from './numbers.ts';
import { operations } from './operations.ts';
import { optimizers } from './optimizers.ts';
import { options } from './options.ts';
import { penalties } from './penalties.ts';
import { recurrent } from './recurrent.ts';
import { sequenced } from './sequences.ts';
import { stacks } from './stacks.ts';
import { training } from './training.ts';
import { untouched } from './untouched.ts';
import { updates } from './updates.ts';
import { weights } from './weights.ts';
import { windows } from './windows.ts';

/** Programs by what they are about. */
export const TABLE = {
  freezing,
  penalties,
  layers,
  options,
  windows,
  normalization,
  'dense layers': denseLayers,
  attention,
  operations,
  recurrent,
  sequences: sequenced,
  stacks,
  nets,
  training,
  losses,
  kinks,
  optimizers,
  'options of losses': lossOptions,
  metrics,
  'whole numbers': numbers,
  updates,
  crossings,
  'weights without a gradient': untouched,
  weights,
  corners,
} as const;

/** Programs that the tests take turns with: each goes one way of all, and every way with `LOCKSTEP_SOAK=1`. */
const IN_TURN: readonly Program[] = [
  ...[options, sequenced, nets, losses, kinks, updates, crossings],
  ...[
    windows,
    denseLayers,
    operations,
    optimizers,
    lossOptions,
    metrics,
    numbers,
    stacks,
    corners,
    untouched,
  ],
].flat();

/** Which of so many ways a program goes; undefined where it goes all of them. */
export function turnOf(program: Program, ways: number): number | undefined {
  const place = IN_TURN.indexOf(program);
  return place < 0 || SOAK ? undefined : place % ways;
}
