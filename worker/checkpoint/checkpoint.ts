/**
 * A rank's whole state as one safetensors file (https://github.com/huggingface/safetensors, "Format"):
 * 8 bytes little-endian length of the header, the header as JSON, then the tensors' bytes.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LockstepError } from '../../base/errors.ts';
import type { EngineState, StateTensor } from '../../engine/engine.ts';
import type { TrainingState } from './training-state.ts';

export interface Checkpoint {
  readonly engine: EngineState;
  readonly training: TrainingState;
  /** Weights that a callback calls the best so far. */
  readonly best?: EngineState;
}

const MAX_HEADER_BYTES = 64 * 1024 * 1024;

const Entry = z.object({
  dtype: z.literal('F32'),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
/** JSON has no word for numbers that are not finite, and writes `null`. */
const Value = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const Training = z.object({
  committedSteps: z.int().min(0),
  epochsEnded: z.int().min(0),
  epochTotals: z.array(z.array(Value)),
  skippedSteps: z.int().min(0),
  rateFactor: z.number(),
  callbacks: z.array(z.unknown()),
  bestStep: z.int().nullable(),
  stopped: z.string(),
  rateOrder: z.int().min(0).default(0),
  history: z.array(z.object({ epoch: z.int().min(0), logs: z.record(z.string(), Value) })).default([]),
});
const Metadata = z.object({ format: z.literal('lockstep-1'), kinds: z.string(), training: z.string() });
const Kinds = z.record(z.string(), z.enum(['weight', 'slot', 'counter']));

/** A training state that went through JSON. @throws where it is none */
export function parseTraining(value: unknown): TrainingState {
  return Training.parse(value);
}

/** Before the names of the best weights. */
const BEST = 'best:';

export function encodeCheckpoint({ engine, training, best }: Checkpoint): Uint8Array {
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
  const file = Buffer.alloc(8 + padded + offset);
  file.writeBigUInt64LE(BigInt(padded), 0);
  json.copy(file, 8);
  file.fill(' ', 8 + json.byteLength, 8 + padded);
  let at = 8 + padded;
  for (const { values } of tensors) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file;
}

/** @throws LockstepError CHECKPOINT, saying what is wrong, for anything but a whole file of ours */
export function decodeCheckpoint(file: Uint8Array): Checkpoint {
  try {
    const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    if (bytes.byteLength < 8) throw new Error('it is shorter than its header');
    const headerBytes = Number(bytes.readBigUInt64LE(0));
    if (headerBytes > Math.min(MAX_HEADER_BYTES, bytes.byteLength - 8))
      throw new Error('its header is cut off');
    const { __metadata__, ...entries } = JSON.parse(bytes.toString('utf8', 8, 8 + headerBytes));
    const metadata = Metadata.parse(__metadata__);
    const kinds = Kinds.parse(JSON.parse(metadata.kinds));
    const data = bytes.subarray(8 + headerBytes);
    const tensors = Object.entries(entries).map(([name, value]): StateTensor => {
      const entry = Entry.parse(value);
      const [start, end] = entry.data_offsets;
      const length = entry.shape.reduce((product, side) => product * side, 1);
      if (end > data.byteLength || end - start !== 4 * length) throw new Error(`tensor ${name} is cut off`);
      const kind = kinds[name];
      if (kind === undefined) throw new Error(`tensor ${name} is of no known kind`);
      return {
        name,
        kind,
        shape: entry.shape,
        values: new Float32Array(
          data.buffer.slice(data.byteOffset + start, data.byteOffset + end) as ArrayBuffer,
        ),
      };
    });
    const engine = { tensors: tensors.filter(({ name }) => !name.startsWith(BEST)) };
    const best = tensors
      .filter(({ name }) => name.startsWith(BEST))
      .map((tensor) => ({ ...tensor, name: tensor.name.slice(BEST.length) }));
    const training = parseTraining(JSON.parse(metadata.training));
    return best.length > 0 ? { engine, training, best: { tensors: best } } : { engine, training };
  } catch (error) {
    throw new LockstepError('CHECKPOINT', `not a whole checkpoint: ${(error as Error).message}`, {
      mend: 'Use another checkpoint of the run',
      cause: error,
    });
  }
}

/** sha256 over all weights, in order, hex: equal on two ranks exactly when their models are. */
export function weightsSha256({ tensors }: EngineState): string {
  const hash = createHash('sha256');
  for (const { kind, values } of tensors) {
    if (kind === 'weight') hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
