/**
 * TensorBoard's event files: TFRecords of `tensorflow.Event` messages (tensorflow/core/util/event.proto and
 * tensorflow/core/lib/io/record_writer.h). Pure.
 */
import protobuf from 'protobufjs';
import { maskedCrc32c } from '../../../base/crc32c.ts';

const { Event } = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
      },
    },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    Value: { fields: { tag: { type: 'string', id: 1 }, simpleValue: { type: 'float', id: 2 } } },
  },
}).nested as { Event: protobuf.Type };

/** The first record of every file. `wallTime` in seconds since 1970. */
export function encodeVersion(wallTime: number): Uint8Array {
  return Event.encode({ wallTime, fileVersion: 'brain.Event:2' }).finish();
}

export function encodeScalars(
  wallTime: number,
  step: number,
  scalars: Readonly<Record<string, number>>,
): Uint8Array {
  const value = Object.entries(scalars).map(([tag, simpleValue]) => ({ tag, simpleValue }));
  return Event.encode({ wallTime, step, summary: { value } }).finish();
}

/** Length, masked checksum of the length, data, masked checksum of the data; little-endian. */
export function encodeRecord(data: Uint8Array): Buffer {
  const record = Buffer.alloc(16 + data.byteLength);
  record.writeBigUInt64LE(BigInt(data.byteLength), 0);
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(maskedCrc32c(data), 12 + data.byteLength);
  return record;
}
