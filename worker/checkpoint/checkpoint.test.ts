import { expect, test } from 'vitest';
import fc from '../../test/support/properties.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, weightsSha256 } from './checkpoint.ts';
import { INITIAL_STATE } from './training-state.ts';

const CHECKPOINT: Checkpoint = {
  training: {
    ...INITIAL_STATE,
    committedSteps: 12,
    epochsEnded: 1,
    epochTotals: [[1.5, Number.NaN, 128]],
    history: [{ epoch: 0, logs: { loss: Number.NaN, accuracy: 0.5 } }],
  },
  best: {
    tensors: [{ name: 'dense/kernel', kind: 'weight', shape: [2], values: Float32Array.of(7, 8) }],
  },
  engine: {
    tensors: [
      { name: 'dense/kernel', kind: 'weight', shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
      { name: 'dense/bias', kind: 'weight', shape: [], values: Float32Array.of(-0) },
      { name: 'adam/m/0', kind: 'slot', shape: [0], values: new Float32Array() },
      { name: 'adam/t', kind: 'counter', shape: [1], values: Float32Array.of(12) },
    ],
  },
};

test('comes back as it went', () => {
  expect(decodeCheckpoint(encodeCheckpoint(CHECKPOINT))).toEqual(CHECKPOINT);
  // In pieces that end anywhere, in the header and inside a number.
  const whole = Buffer.concat(encodeCheckpoint(CHECKPOINT));
  for (const bytes of [1, 3, 8, 61, whole.byteLength]) {
    const pieces = encodeCheckpoint(CHECKPOINT, bytes);
    expect(Buffer.concat(pieces).equals(whole)).toBe(true);
    expect(decodeCheckpoint(pieces)).toEqual(CHECKPOINT);
  }
});

test('a file cut anywhere is refused', () => {
  const file = Buffer.concat(encodeCheckpoint(CHECKPOINT));
  fc.assert(
    fc.property(fc.nat(file.byteLength - 1), (length) => {
      expect(() => decodeCheckpoint([file.subarray(0, length)])).toThrow(/not a whole checkpoint/);
    }),
  );
});

test('arbitrary bytes are refused with a code', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(() => decodeCheckpoint([bytes])).toThrow(expect.objectContaining({ code: 'CHECKPOINT' }));
    }),
  );
});

test('the hash covers weights and nothing else', () => {
  const { tensors } = CHECKPOINT.engine;
  const hash = weightsSha256({ tensors });
  expect(weightsSha256({ tensors: tensors.slice(0, 2) })).toBe(hash);
  const other = tensors.map((tensor, i) => (i === 1 ? { ...tensor, values: Float32Array.of(0) } : tensor));
  expect(weightsSha256({ tensors: other })).not.toBe(hash);
});

test('a file whose tensors all claim the same bytes is refused: a small one would fill memory', () => {
  const tensor = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  const metadata = { format: 'lockstep-1', kinds: '{"a":"weight","b":"weight"}', training: '{}' };
  const json = Buffer.from(JSON.stringify({ __metadata__: metadata, a: tensor, b: tensor }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.byteLength));
  expect(() => decodeCheckpoint([length, json, Buffer.alloc(8)])).toThrow(/tensor b does not follow/);
});
