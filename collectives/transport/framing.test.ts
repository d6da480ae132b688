import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { bytesOf } from '../../base/arrays.ts';
import fc from '../../test/support/properties.ts';
import { encodeHeader, FrameReader, HEADER_BYTES, MAX_FRAME_BYTES, PING_FRAME } from './framing.ts';
import { Inbox } from './inbox.ts';

const { signal } = new AbortController();

/** `bytes` in pieces cut at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.byteLength + 1)))].sort((a, b) => a - b);
  return [0, ...ends].map((start, i) => bytes.subarray(start, [...ends, bytes.byteLength][i]));
}

test('messages come whole, however the bytes are cut', async () => {
  const message = fc.record({ data: fc.uint8Array({ maxLength: 64 }), checksum: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1 }), fc.array(fc.nat()), async (messages, places) => {
      const inbox = new Inbox(1, () => {});
      const reader = new FrameReader(1, inbox);
      const stream = Buffer.concat(
        messages.flatMap(({ data, checksum }, sequence) => [
          encodeHeader({ step: 7, bucket: 1, sequence }, data, checksum),
          data,
        ]),
      );
      for (const piece of cut(stream, places)) reader.push(piece);
      for (const [sequence, { data }] of messages.entries()) {
        const into = new Uint8Array(data.byteLength);
        await inbox.receive({ step: 7, bucket: 1, sequence }, { bytes: into }, signal);
        expect(into).toEqual(data);
      }
    }),
  );
});

test('sums come out right, however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.float32Array({ noNaN: true }), fc.array(fc.nat()), async (values, places) => {
      const inbox = new Inbox(1, () => {});
      const reader = new FrameReader(1, inbox);
      const sums = new Float32Array(values.length).fill(1);
      const tag = { step: 1, bucket: 0, sequence: 0 };
      const received = inbox.receive(tag, { sums }, signal);
      const data = bytesOf(values);
      for (const piece of cut(Buffer.concat([encodeHeader(tag, data, false), data]), places))
        reader.push(piece);
      await received;
      expect(sums).toEqual(values.map((value) => value + 1));
    }),
  );
});

test('any flipped bit of a checksummed message is found', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), (data, place) => {
      const reader = new FrameReader(3, new Inbox(3, () => {}));
      const header = encodeHeader({ step: 0, bucket: 0, sequence: 0 }, data, true);
      const damaged = data.slice();
      const bit = place % (8 * data.byteLength);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => reader.push(Buffer.concat([header, damaged]))).toThrow(/rank 3 was damaged/);
    }),
  );
});

test('any flipped bit of a header is found before the message is waited for', () => {
  const tag = fc.record({ step: fc.nat(), bucket: fc.nat(7), sequence: fc.nat(65_535) });
  fc.assert(
    fc.property(tag, fc.uint8Array({ maxLength: 64 }), fc.boolean(), (place, data, checksum) => {
      for (const header of [encodeHeader(place, data, checksum), PING_FRAME]) {
        for (let bit = 0; bit < 8 * HEADER_BYTES; bit++) {
          const reader = new FrameReader(3, new Inbox(3, () => {}));
          const damaged = Buffer.from(header);
          damaged[bit >> 3]! ^= 1 << (bit & 7);
          expect(() => reader.push(damaged)).toThrow(/header of rank 3 was damaged/);
        }
      }
    }),
    { numRuns: 20 },
  );
});

test.each([
  ['length', (header: Buffer) => header.writeUInt32LE(MAX_FRAME_BYTES + 1, 0)],
  ['sequence', (header: Buffer) => header.writeUInt32LE(65_536, 8)],
  ['bucket', (header: Buffer) => header.writeUInt16LE(16, 12)],
  ['flags', (header: Buffer) => header.writeUInt16LE(8, 14)],
  ['ping', (header: Buffer) => header.writeUInt16LE(2, 14)],
])('a header of a wrong %s is refused', (_, spoil) => {
  const header = encodeHeader({ step: 0, bucket: 0, sequence: 0 }, new Uint8Array(4), true);
  spoil(header);
  header.writeUInt32LE(crc32(header.subarray(0, HEADER_BYTES - 4)), HEADER_BYTES - 4);
  const reader = new FrameReader(3, new Inbox(3, () => {}));
  expect(() => reader.push(header)).toThrow(/rank 3 sent a malformed frame/);
});
