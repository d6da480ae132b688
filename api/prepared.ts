/**
 * What a coordinator has learned of a user's own data: which features feed the model, and how a raw value becomes a
 * number. It is learned once, from the training split; it travels to the workers, stays with the run and its exported
 * model, and `evaluate`, `predict` and `--resume` apply it again. Plain data: it survives JSON.
 */
import * as z from 'zod';
import { LockstepError } from '../base/errors.ts';

const Encoding = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('scale'), scale: z.number() }),
  z.strictObject({ kind: z.literal('oneHot'), depth: z.int().min(1) }),
  z.strictObject({ kind: z.literal('ids') }),
  z.strictObject({ kind: z.literal('byClass'), weights: z.array(z.number()).readonly() }),
]);
const Feature = z.strictObject({
  name: z.string().min(1),
  column: z.string().min(1),
  shape: z.array(z.int().min(1)).readonly(),
  encoding: Encoding,
});

/** One column of a table. */
const TableColumn = z.discriminatedUnion('kind', [
  /** `(value - mean) * factor`, one number. */
  z.strictObject({ kind: z.literal('number'), name: z.string(), mean: z.number(), factor: z.number() }),
  /** One number a category: 1 for the value's own, 0 for the others. */
  z.strictObject({
    kind: z.literal('category'),
    name: z.string(),
    categories: z.array(z.string()).readonly(),
  }),
]);
export type TableColumn = z.infer<typeof TableColumn>;

/** What is predicted: a class by name, or numbers in the data's own units. */
const Target = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('classes'),
    name: z.string(),
    classes: z.array(z.string()).min(1).readonly(),
  }),
  z.strictObject({ kind: z.literal('numbers'), names: z.array(z.string()).min(1).readonly() }),
]);
export type Target = z.infer<typeof Target>;

const Raw = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('table'), columns: z.array(TableColumn).min(1).readonly() }),
  z.strictObject({
    kind: z.literal('images'),
    size: z.tuple([z.int(), z.int()]).readonly(),
    channels: z.int(),
  }),
  /** `vocabulary[id]` is the word of an id; 0 is padding, 1 any word that is not in it. */
  z.strictObject({
    kind: z.literal('text'),
    field: z.string(),
    length: z.int().min(1),
    vocabulary: z.array(z.string()).min(2).readonly(),
    /** What a token is; left out, a word. */
    unit: z.enum(['words', 'characters', 'bytes', 'tokenizer']).optional(),
    /** Most words of a token; left out, 1. */
    ngrams: z.int().min(1).optional(),
    /** Case and punctuation count. */
    plain: z.boolean().optional(),
    /** Contents of a `tokenizer.json`. */
    tokenizer: z.string().optional(),
  }),
  /** Numbers as they are. `types`: of the inputs' columns. */
  z.strictObject({
    kind: z.literal('arrays'),
    types: z
      .array(z.enum(['uint8', 'int32', 'float32']))
      .readonly()
      .optional(),
  }),
]);
export type Raw = z.infer<typeof Raw>;

export const Prepared = z.strictObject({
  inputs: z.array(Feature).min(1).readonly(),
  targets: z.array(Feature).readonly(),
  weights: z.array(Feature).readonly().optional(),
  raw: Raw,
  target: Target.optional(),
});
export type Prepared = z.infer<typeof Prepared>;

/** File beside a run's config that holds it. */
export const PREPARED_FILE = 'data.json';

/** @throws LockstepError BAD_INPUT for a text that another version has written, or nobody */
export function parsePrepared(json: string, where: string): Prepared {
  try {
    return Prepared.parse(JSON.parse(json));
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `${where} does not say how the data was prepared`, {
      hint: 'Train again with this version of lockstep',
      cause,
    });
  }
}
