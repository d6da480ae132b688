/** Every op of tfjs that a layer or a loss may use: the table of the sweep. */
import type { OpCase } from '../ops.ts';
import { binary } from './binary.ts';
import { convolutions } from './convolutions.ts';
import { elementwise } from './elementwise.ts';
import { images, volumes } from './images.ts';
import { reducing, spectral } from './reducing.ts';
import { shaping } from './shaping.ts';
import { withoutCpu } from './without-cpu.ts';

export const CASES: readonly OpCase[] = [
  ...elementwise,
  ...binary,
  ...shaping,
  ...reducing,
  ...images,
  ...convolutions,
  ...volumes,
  ...spectral,
  ...withoutCpu,
];
