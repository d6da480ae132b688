import { attention } from './attention.ts';
import { denseLayers } from './dense.ts';
import { freezing } from './freezing.ts';
import { layers } from './layers.ts';
import { normalization } from './normalization.ts';
import { optimizers } from './optimizers.ts';
import { penalties } from './penalties.ts';
import { recurrent } from './recurrent.ts';
import { training } from './training.ts';
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
  recurrent,
  training,
  optimizers,
  weights,
} as const;
