/** What the options of a user's own data must be: checked with the job, before any file is opened. */
import * as z from 'zod';
import { Prepared } from './prepared.ts';

const path = z.string().min(1, 'must be the path of a file or folder');
const names = z.array(z.string().min(1)).min(1);
const task = z.enum(['classification', 'regression']).optional();
const heldOut = z
  .union([z.string().min(1), z.number().min(0).lt(1)], 'must be a share of the rows below 1, or a path')
  .optional();
const split = {
  test: heldOut,
  validation: heldOut,
  learned: Prepared.optional(),
  onBadRow: z.enum(['error', 'skip']).optional(),
};
const sampleWeight = z.string().min(1).optional();
const target = {
  target: z.union([z.string().min(1), names], 'must name a column, or several'),
  task,
  sampleWeight,
};
const table = {
  ...split,
  ...target,
  inputs: names.optional(),
  categories: names.optional(),
  scale: z.union([z.literal('standard'), z.number()], "must be 'standard' or a number").optional(),
};
const tokens = {
  tokens: z.int().min(3).max(10_000_000).optional(),
  length: z.int().min(1).max(1_000_000).optional(),
  unit: z.enum(['words', 'characters', 'bytes']).optional(),
  tokenizer: z.string().min(1).optional(),
};
const side = z.int().min(1).max(4_096);

/** Of `FileLoader`, by kind. */
export const FILE_LOADERS = [
  z.strictObject({
    kind: z.literal('csv'),
    path,
    options: z.strictObject({ ...table, delimiter: z.string().length(1).optional() }),
  }),
  z.strictObject({ kind: z.literal('json'), path, options: z.strictObject(table) }),
  z.strictObject({ kind: z.literal('parquet'), path, options: z.strictObject(table) }),
  z.strictObject({ kind: z.literal('tfrecord'), path, options: z.strictObject(table) }),
  z.strictObject({
    kind: z.literal('images'),
    path,
    options: z
      .strictObject({
        ...split,
        size: z.tuple([side, side], 'must be [height, width] in pixels'),
        channels: z.literal([1, 3]).optional(),
        image: z.string().min(1).optional(),
        target: z.string().min(1).optional(),
        task,
        sampleWeight,
      })
      .refine(
        ({ image, target, task }) => task !== 'regression' || (image !== undefined && target !== undefined),
        { message: "task: 'regression' wants a table of pictures, with image and target" },
      )
      .refine(({ image, sampleWeight }) => sampleWeight === undefined || image !== undefined, {
        message: 'sampleWeight names a column: give a table of pictures, with image and target',
      }),
  }),
  z.strictObject({
    kind: z.literal('text'),
    path,
    options: z.strictObject({
      ...split,
      ...target,
      ...tokens,
      text: z.string().min(1),
      ngrams: z.int().min(1).max(10).optional(),
    }),
  }),
  z.strictObject({ kind: z.literal('lines'), path, options: z.strictObject({ ...split, ...tokens }) }),
  z.strictObject({
    kind: z.literal('npz'),
    path,
    options: z.strictObject({
      ...split,
      inputs: names,
      target: z.string().min(1),
      task,
      sampleWeight,
      scale: z.number().optional(),
    }),
  }),
  z.strictObject({
    kind: z.literal('records'),
    make: z.custom<(...args: never[]) => unknown>(
      (value) => typeof value === 'function',
      'must be a function: async function* (context) { yield { x, y } }',
    ),
    options: z.strictObject({ ...split, task }),
  }),
] as const;

/** Names of the options that a source of a kind has. */
export function optionsOfSource(kind: unknown): readonly string[] {
  const loader = FILE_LOADERS.find(({ shape }) => shape.kind.value === kind);
  return loader ? Object.keys(loader.shape.options.shape) : [];
}
