import type { Precision } from '../../../api/job.ts';
import type { Flavor } from '../../runtime/layout.ts';
import type { Pass, Trace } from '../trace.ts';
import { normalizeApart } from './batch-norm.ts';
import { chain } from './chain.ts';
import { convolutionsWithNeighbours } from './convolution-neighbours.ts';
import { fastConvolutions } from './convolutions.ts';
import { cutBeforeFusing } from './cut.ts';
import { dropDead } from './dead.ts';
import { dedupe } from './dedupe.ts';
import { fastDraws } from './draws.ts';
import { fuse } from './fuse.ts';
import { lookUpLast } from './lookups.ts';
import { groupMatMuls, joinSums } from './matmul.ts';
import { lowered } from './precision.ts';
import { productsInside } from './products.ts';
import { simplify } from './simplify.ts';
import { wholeBeforeSlices } from './slices.ts';
import { sparseProducts } from './sparse.ts';

/** Our own ops are for CPUs. */
const passesFor = (flavor: Flavor, precision: Precision, withZeros: ReadonlySet<string>): readonly Pass[] => [
  dropDead,
  simplify,
  dedupe,
  dropDead,
  lookUpLast,
  joinSums,
  groupMatMuls,
  ...(flavor === 'cpu' ? [fastDraws, cutBeforeFusing, dedupe, dropDead, fuse] : []),
  ...(flavor === 'cpu' && precision === 'float32'
    ? [
        productsInside,
        chain,
        sparseProducts(withZeros),
        fastConvolutions,
        dropDead,
        convolutionsWithNeighbours,
      ]
    : []),
  wholeBeforeSlices,
  normalizeApart,
  lowered(precision),
  dedupe,
  dropDead,
];

/** An equivalent trace that runs faster on what `flavor` computes with, its products in `precision`. */
export function optimize(
  trace: Trace,
  flavor: Flavor,
  precision: Precision = 'float32',
  withZeros: ReadonlySet<string> = new Set(),
): Trace {
  return passesFor(flavor, precision, withZeros).reduce((result, pass) => pass(result), trace);
}
