/** Small tables and arrays of a user's own, each in a file of its kind. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import * as api from '../../api/index.ts';
import { npy, npz, type ownFolder } from './own-data.ts';

/** Of a column `a` of `datetime.time(1, 2, 3)`, and `y`; written by pyarrow 26. */
const PARQUET_TIMES =
  'UEFSMRUAFSwVLCwVBBUAFQYVBhwAAAACAAAABAHAeOjdAAAAAMB46N0AAAAAFQAVLBUsLBUEFQAVBhUGHAAAAAIAAAAEAQAAAAAAAPA/AAAAAA' +
  'AAAEAVBBk8NQAYBnNjaGVtYRUEABUEJQIYAWFsfBIcLAAAAAAAFQolAhgBeQAWBBkcGSwmABwVBBklBgAZGAFhFQAWBBZSFlImCEkcFQAVABUC' +
  'ADwpBhkmAAQAAAAmABwVChklBgAZGAF5FQAWBBZSFlImWkkcFQAVABUCADwpBhkmAAQAAAAWpAEWBCYIFqQBACggcGFycXVldC1jcHAtYXJyb3' +
  'cgdmVyc2lvbiAyNi4wLjEZLBwAABwAAAC6AAAAUEFSMQ==';

export const latin1 = (text: string) => Buffer.from(text, 'latin1');
export const int64 = (...values: bigint[]) => npy('<i8', [values.length], BigInt64Array.from(values));
export const float64 = (...values: number[]) => npy('<f8', [values.length], Float64Array.from(values));

/** Sources whose files are written when they are asked for; the target is `y`, and all rows are to train on. */
export function tables({ file }: ReturnType<typeof ownFolder>) {
  const csv = (content: string | Uint8Array, options: object = {}) =>
    api.csv(file('t.csv', content), { target: 'y', test: 0, ...options });
  const json = (rows: readonly object[], options: object = {}) =>
    api.json(file('t.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')), {
      target: 'y',
      test: 0,
      ...options,
    });
  const parquet = (data: Record<string, unknown[]>, options: object = {}) => {
    const columnData = Object.entries(data).map(([name, values]) => ({ name, data: values }));
    return api.parquet(
      file('t.parquet', new Uint8Array(parquetWriteBuffer({ columnData: columnData as never }))),
      {
        target: 'y',
        test: 0,
        ...options,
      },
    );
  };
  const parquetOfTimes = () =>
    api.parquet(file('t.parquet', Buffer.from(PARQUET_TIMES, 'base64')), { target: 'y', test: 0 });
  async function arrays(given: Record<string, Buffer>, options: object = {}): Promise<api.DataSource> {
    file('t.npz', await npz(given));
    return api.npz('t.npz', { inputs: ['x'], target: 'y', test: 0, ...options });
  }
  const records = (...samples: api.UserRecord[]) =>
    api.records(
      async function* () {
        yield* samples;
      },
      { test: 0 },
    );

  return { csv, json, parquet, parquetOfTimes, arrays, records };
}
