import type { Row } from '../formats/rows.ts';
import type { ColumnInfo } from '../records.ts';

/** A row's values, one a column of the records: numbers, or the bytes of a picture. */
export type Values = readonly ArrayBufferView[];

/** How rows become records. */
export interface Encoder {
  readonly columns: readonly ColumnInfo[];
  /** @throws BadRow where the row cannot be used */
  encode(row: Row): Values | Promise<Values>;
}
