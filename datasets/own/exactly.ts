import type { ColumnArray, ColumnType } from '../../api/data.ts';
import { BadRow } from '../formats/rows.ts';
import { ARRAYS } from '../records.ts';

/**
 * Numbers of a sample as the column's type has them.
 * @throws BadRow for one that the type has not: 300 in uint8, 0.5 in int32, 1e39 in float32
 */
export function exactly(type: ColumnType, values: ArrayLike<number>, what: string): ColumnArray {
  // Of the same type nothing can be lost, and a copy is quick.
  if (values instanceof ARRAYS[type]) return values.slice();
  const kept: ColumnArray = ARRAYS[type].from(values);
  for (let i = 0; i < kept.length; i++) {
    const value = values[i]!;
    if (kept[i] === value || (type === 'float32' && (Number.isFinite(kept[i]) || !Number.isFinite(value))))
      continue;
    throw new BadRow(
      `${what} holds ${value}, which ${type} has not`,
      'Give all samples one type, and numbers that fit',
    );
  }
  return kept;
}
