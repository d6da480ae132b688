import { freezing } from './freezing.ts';
import { layers } from './layers.ts';
import { penalties } from './penalties.ts';
import { recurrent } from './recurrent.ts';
import { training } from './training.ts';
import { weights } from './weights.ts';

/** Programs by what they are about. */
export const TABLE = { freezing, penalties, layers, recurrent, training, weights } as const;
