import { freezing } from './freezing.ts';
import { kinks } from './kinks.ts';
import { layers } from './layers.ts';
import { losses } from './losses.ts';
import { penalties } from './penalties.ts';
import { recurrent } from './recurrent.ts';
import { training } from './training.ts';
import { updates } from './updates.ts';

/** Programs by what they are about. */
export const TABLE = {
  freezing,
  penalties,
  layers,
  recurrent,
  training,
  losses,
  kinks,
  updates,
} as const;
