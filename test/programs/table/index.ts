import { SOAK } from '../../support/soak.ts';
import type { Program } from '../program.ts';
import { attention } from './attention.ts';
import { convolutionOptions } from './convolution-options.ts';
import { convolutions } from './convolutions.ts';
import { corners } from './corners.ts';
import { crossings } from './crossings.ts';
import { denseLayers } from './dense.ts';
import { freezing } from './freezing.ts';
import { kinks } from './kinks.ts';
import { layers } from './layers.ts';
import { lossOptions } from './loss-options.ts';
import { losses } from './losses.ts';
import { maskedLosses } from './masked-losses.ts';
import { masks } from './masks.ts';
import { metrics } from './metrics.ts';
import { nets } from './nets.ts';
import { normalization } from './normalization.ts';
import { numbers } from './numbers.ts';
import { operations } from './operations.ts';
import { optimizers } from './optimizers.ts';
import { options } from './options.ts';
import { outputs } from './outputs.ts';
import { penalties } from './penalties.ts';
import { pooling } from './pooling.ts';
import { recurrent } from './recurrent.ts';
import { recurrentConvolutions } from './recurrent-convolutions.ts';
import { sequenced } from './sequences.ts';
import { sharing } from './sharing.ts';
import { stacks } from './stacks.ts';
import { training } from './training.ts';
import { untouched } from './untouched.ts';
import { updates } from './updates.ts';
import { weights } from './weights.ts';
import { windows } from './windows.ts';

/** Programs by what they are about. */
export const TABLE = {
  freezing,
  sharing,
  penalties,
  convolutions,
  pooling,
  layers,
  'options of convolutions': convolutionOptions,
  options,
  windows,
  normalization,
  'dense layers': denseLayers,
  attention,
  operations,
  recurrent,
  'recurrent convolutions': recurrentConvolutions,
  masks,
  'masked losses': maskedLosses,
  sequences: sequenced,
  stacks,
  nets,
  training,
  losses,
  outputs,
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
  ...[convolutionOptions, options, sequenced, nets, losses, outputs, kinks, updates, crossings],
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
