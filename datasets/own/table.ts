import type { LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import { encodeRow, tableWidth, targetOf } from '../preparation/table-encoding.ts';
import { TableLearner } from '../preparation/table-learner.ts';
import { tableRows } from './rows.ts';
import { type OwnSource, targetIn } from './source.ts';
import { targetColumn, targetValues } from './target.ts';
import { WEIGHT_FEATURES, weightColumns, weightValues } from './weight.ts';

type Loader = Extract<FileLoader, { kind: 'csv' | 'json' | 'parquet' | 'tfrecord' }>;

const FEATURES = 'features';

/** A table: the numbers and categories of its columns are one input. */
export function tableSource({ kind, path, options }: Loader, context: LoadContext): OwnSource {
  const { inputs, target, sampleWeight } = options;
  const used = inputs && [inputs, target, sampleWeight ?? []].flat();
  const delimiter = 'delimiter' in options ? options.delimiter : undefined;
  return {
    open: (given) => tableRows(given, context, kind, delimiter, used),
    async learn(rows) {
      const learner = new TableLearner(options, path);
      await rows.learn((row) => learner.take(row));
      const { columns, target } = learner.result();
      const shape = [tableWidth(columns)];
      return {
        inputs: [{ name: FEATURES, column: FEATURES, shape, encoding: { kind: 'scale', scale: 1 } }],
        targets: [],
        ...(sampleWeight !== undefined && { weights: WEIGHT_FEATURES }),
        raw: { kind: 'table', columns },
        target,
      };
    },
    encoder(prepared) {
      if (prepared.raw.kind !== 'table') throw new TypeError('these are no columns of a table');
      const { columns } = prepared.raw;
      const target = targetIn(prepared);
      const width = tableWidth(columns);
      return {
        columns: [
          { name: FEATURES, type: 'float32', shape: [width] },
          targetColumn(target),
          ...weightColumns(sampleWeight),
        ],
        encode(row) {
          const wanted = targetValues(target, targetOf(row, target));
          const features = new Float32Array(width);
          encodeRow(row, columns, features, 0);
          return [features, wanted, ...weightValues(row, sampleWeight)];
        },
      };
    },
  };
}
