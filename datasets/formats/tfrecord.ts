import { isUtf8 } from 'node:buffer';
import protobuf from 'protobufjs';
import { maskedCrc32c } from '../../base/crc32c.ts';
import { LockstepError } from '../../base/errors.ts';
import type { SourceFile } from '../sources/file.ts';
import type { Rows } from './rows.ts';

/** Largest example accepted, in bytes. */
const MOST_BYTES = 256 * 1024 ** 2;
/** Length (uint64) and its check before the data, the data's check behind it. */
const HEAD_BYTES = 12;
const TAIL_BYTES = 4;

/** `tf.train.Example` of tensorflow/core/example/example.proto. */
const Example = protobuf
  .parse(
    `syntax = "proto3";
     message BytesList { repeated bytes value = 1; }
     message FloatList { repeated float value = 1 [packed = true]; }
     message Int64List { repeated int64 value = 1 [packed = true]; }
     message Feature {
       oneof kind { BytesList bytes_list = 1; FloatList float_list = 2; Int64List int64_list = 3; }
     }
     message Features { map<string, Feature> feature = 1; }
     message Example { Features features = 1; }`,
    { keepCase: true },
  )
  .root.lookupType('Example');

interface Feature {
  readonly bytes_list?: { readonly value: readonly Uint8Array[] };
  readonly float_list?: { readonly value: readonly number[] };
  readonly int64_list?: { readonly value: readonly (number | { toNumber(): number })[] };
}

/**
 * The examples of a TFRecord file as rows: a feature of one value is a cell of a number, a text or other bytes, one of
 * several a list. Checks of lengths and contents are those of TensorFlow (masked CRC-32C).
 * @throws LockstepError BAD_DATA when it is read, where it is cut off or damaged
 */
export function tfrecordRows(file: SourceFile): Rows {
  return async function* (signal) {
    let number = 0;
    for await (const data of recordsOf(file, signal)) {
      const at = `${file.name} record ${number++}`;
      yield { at, cells: cellsOf(data, at) };
    }
  };
}

async function* recordsOf(file: SourceFile, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const bad = (number: number, what: string) =>
    new LockstepError('BAD_DATA', `${file.name} record ${number} ${what}`, {
      hint: 'Write or copy the file again',
    });
  let parts: Buffer[] = [];
  let there = 0;
  let needed = HEAD_BYTES;
  let number = 0;
  for await (const part of file.open(signal) as AsyncIterable<Buffer>) {
    parts.push(part);
    there += part.length;
    if (there < needed) continue;
    let rest = Buffer.concat(parts);
    for (;;) {
      needed = HEAD_BYTES;
      if (rest.length < needed) break;
      if (maskedCrc32c(rest.subarray(0, 8)) !== rest.readUInt32LE(8))
        throw bad(number, 'has a damaged length');
      const length = Number(rest.readBigUInt64LE());
      if (length > MOST_BYTES) throw bad(number, `has ${length} bytes, more than ${MOST_BYTES}`);
      needed = HEAD_BYTES + length + TAIL_BYTES;
      if (rest.length < needed) break;
      const data = rest.subarray(HEAD_BYTES, HEAD_BYTES + length);
      if (maskedCrc32c(data) !== rest.readUInt32LE(HEAD_BYTES + length)) throw bad(number, 'is damaged');
      yield data;
      number++;
      rest = rest.subarray(needed);
    }
    parts = [rest];
    there = rest.length;
  }
  if (there > 0) throw bad(number, 'is cut off');
}

function cellsOf(data: Buffer, at: string): Record<string, unknown> {
  let example: { features?: { feature: Readonly<Record<string, Feature>> } };
  try {
    example = Example.decode(data) as unknown as typeof example;
  } catch (cause) {
    throw new LockstepError('BAD_DATA', `${at} is no tf.train.Example: ${(cause as Error).message}`, {
      hint: 'Write examples with tf.io.TFRecordWriter',
      cause,
    });
  }
  const cells = Object.entries(example.features?.feature ?? {}).map(([name, feature]) => {
    const values = valuesOf(feature);
    return [name, values.length === 1 ? values[0] : values];
  });
  return Object.fromEntries(cells);
}

function valuesOf({ bytes_list, float_list, int64_list }: Feature): readonly unknown[] {
  if (int64_list) return int64_list.value.map((one) => (typeof one === 'number' ? one : one.toNumber()));
  // A text and a picture are both bytes here; no picture begins as a text does.
  const said = bytes_list?.value.map((bytes) => (isUtf8(bytes) ? Buffer.from(bytes).toString() : bytes));
  return float_list?.value ?? said ?? [];
}
