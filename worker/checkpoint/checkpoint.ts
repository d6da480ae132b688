/**
 * A rank's whole state as one safetensors file (https://github.com/huggingface/safetensors, "Format"):
 * 8 bytes little-endian length of the header, the header as JSON, then the tensors' bytes.
 */

import * as z from 'zod';
import { bytesOf, sizeOf } from '../../base/arrays.ts';
import { ChunkReader, type Chunks, ChunkWriter, lengthOf, room } from '../../base/chunks.ts';
import { LockstepError } from '../../base/errors.ts';
import { contentSha256 } from '../../base/hash.ts';
import type { EngineState, StateTensor } from '../../engine/engine.ts';
import { FIRST_SCALE } from './loss-scale.ts';
import type { TrainingState } from './training-state.ts';

export interface Checkpoint {
  readonly engine: EngineState;
  readonly training: TrainingState;
  /** Weights that a callback has called the best so far. */
  readonly best?: EngineState;
}

const MAX_HEADER_BYTES = 64 * 1024 * 1024;

const Entry = z.object({
  dtype: z.literal('F32'),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
/** JSON writes numbers that are not finite as `null`. */
const Value = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const Training = z.object({
  committedSteps: z.int().min(0),
  epochsEnded: z.int().min(0),
  epochTotals: z.array(z.array(Value)),
  skippedSteps: z.int().min(0),
  lossScale: z.object({ factor: z.number().positive(), steps: z.int().min(0) }).default(FIRST_SCALE),
  rateFactor: z.number(),
  callbacks: z.array(z.unknown()),
  bestStep: z.int().nullable(),
  stopped: z.string(),
  rateOrder: z.int().min(0).default(0),
  history: z.array(z.object({ epoch: z.int().min(0), logs: z.record(z.string(), Value) })).default([]),
});
const Metadata = z.object({ format: z.literal('lockstep-1'), kinds: z.string(), training: z.string() });
const Kinds = z.record(z.string(), z.enum(['weight', 'slot', 'counter']));

/** Reads a training state from parsed JSON. @throws ZodError where it is none */
export function parseTraining(value: unknown): TrainingState {
  return Training.parse(value);
}

/** Prefix of the names of the best weights in the file. */
const BEST = 'best:';

/** Size of a file's chunks, in bytes: few chunks, but no single hash or copy that takes long. */
const PIECE_BYTES = 64 * 1024 * 1024;

/** The file as chunks in memory of its own. */
export function encodeCheckpoint(
  { engine, training, best }: Checkpoint,
  pieceBytes = PIECE_BYTES,
): Uint8Array[] {
  const remembered = best?.tensors.map((tensor) => ({ ...tensor, name: `${BEST}${tensor.name}` })) ?? [];
  const tensors = [...engine.tensors, ...remembered];
  const header: Record<string, unknown> = {
    __metadata__: {
      format: 'lockstep-1',
      kinds: JSON.stringify(Object.fromEntries(tensors.map(({ name, kind }) => [name, kind]))),
      training: JSON.stringify(training),
    },
  };
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  // The tensors begin on a multiple of 8; the format pads the header with spaces.
  const padded = Math.ceil(json.byteLength / 8) * 8;
  const beginning = Buffer.alloc(8 + padded, ' ');
  beginning.writeBigUInt64LE(BigInt(padded), 0);
  json.copy(beginning, 8);
  const file = room(8 + padded + offset, pieceBytes);
  const writer = new ChunkWriter(file);
  writer.put(beginning);
  for (const { values } of tensors) {
    writer.put(bytesOf(values));
  }
  return file;
}

/** @throws LockstepError CHECKPOINT, saying what is wrong, for anything but a whole checkpoint of Lockstep */
export function decodeCheckpoint(file: Chunks): Checkpoint {
  try {
    const bytes = lengthOf(file);
    const reader = new ChunkReader(file);
    if (bytes < 8) throw new Error('it is shorter than its header');
    const headerBytes = Number(Buffer.from(reader.next(8)).readBigUInt64LE());
    if (headerBytes > Math.min(MAX_HEADER_BYTES, bytes - 8)) throw new Error('its header is cut off');
    const { __metadata__, ...entries } = JSON.parse(Buffer.from(reader.next(headerBytes)).toString());
    const metadata = Metadata.parse(__metadata__);
    const kinds = Kinds.parse(JSON.parse(metadata.kinds));
    const dataBytes = bytes - 8 - headerBytes;
    let read = 0;
    const ordered = Object.entries(entries)
      .map(([name, value]) => ({ name, entry: Entry.parse(value) }))
      .sort((a, b) => a.entry.data_offsets[0] - b.entry.data_offsets[0]);
    const tensors = ordered.map(({ name, entry }): StateTensor => {
      const [start, end] = entry.data_offsets;
      const length = sizeOf(entry.shape);
      if (end > dataBytes || end - start !== 4 * length) throw new Error(`tensor ${name} is cut off`);
      // The format forbids gaps and overlaps.
      if (start !== read) throw new Error(`tensor ${name} does not follow the one before it`);
      read = end;
      const kind = kinds[name];
      if (kind === undefined) throw new Error(`tensor ${name} is of no known kind`);
      const values = new Float32Array(length);
      reader.copyTo(new Uint8Array(values.buffer));
      return { name, kind, shape: entry.shape, values };
    });
    const engine = { tensors: tensors.filter(({ name }) => !name.startsWith(BEST)) };
    const best = tensors
      .filter(({ name }) => name.startsWith(BEST))
      .map((tensor) => ({ ...tensor, name: tensor.name.slice(BEST.length) }));
    const training = parseTraining(JSON.parse(metadata.training));
    return best.length > 0 ? { engine, training, best: { tensors: best } } : { engine, training };
  } catch (error) {
    throw new LockstepError('CHECKPOINT', `this is not a whole checkpoint: ${(error as Error).message}`, {
      hint: 'Use another checkpoint of the run',
      cause: error,
    });
  }
}

/** sha256 over all weights, in order, hex: equal on two ranks exactly when their models are. */
export function weightsSha256({ tensors }: EngineState): string {
  return contentSha256(tensors.filter(({ kind }) => kind === 'weight').map(({ values }) => bytesOf(values)));
}
