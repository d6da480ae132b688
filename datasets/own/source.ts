import type { Prepared, Target } from '../../api/prepared.ts';
import type { Rows } from '../formats/rows.ts';
import type { Encoder } from './encoder.ts';
import type { SplitRows } from './rows-split.ts';

/** How the rows of a kind of source become records. */
export interface OwnSource {
  /** Rows of a path that the job says. */
  open(path: string): Promise<Rows>;
  /** What the training rows teach. @throws LockstepError BAD_DATA where they cannot */
  learn(rows: SplitRows): Promise<Prepared>;
  /** The records' columns, and how a row fills them. */
  encoder(prepared: Prepared): Encoder | Promise<Encoder>;
}

/** What is predicted, of what was learned. */
export function targetIn({ target }: Prepared): Target {
  if (target) return target;
  throw new TypeError('a source of files has a target');
}
