import { attention } from './attention.ts';
import { denseLayers } from './dense.ts';
import { freezing } from './freezing.ts';
import { kinks } from './kinks.ts';
import { layers } from './layers.ts';
import { lossOptions } from './loss-options.ts';
import { losses } from './losses.ts';
import { metrics } from './metrics.ts';
import { normalization } from './normalization.ts';
import { operations } from './operations.ts';
import { optimizers } from './optimizers.ts';
import { penalties } from './penalties.ts';
import { recurrent } from './recurrent.ts';
import { training } from './training.ts';
import { updates } from './updates.ts';
import { weights } from './weights.ts';
import { windows } from './windows.ts';

/** Programs by what they are about. */
export const TABLE = {
  freezing,
  penalties,
  layers,
  windows,
  normalization,
  'dense layers': denseLayers,
  attention,
  operations,
  recurrent,
  training,
  losses,
  kinks,
  optimizers,
  'options of losses': lossOptions,
  metrics,
  updates,
  weights,
} as const;
