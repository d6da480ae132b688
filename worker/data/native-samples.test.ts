import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Split } from '../../api/data.ts';
import { makeEncoder } from '../../datasets/encode.ts';
import { addonPath, MANIFEST, runtimeFolder, TENSORFLOW_VERSION } from '../../engine/runtime/layout.ts';
import { ADDON_NAMES } from '../../native/addons.ts';
import { runtime } from '../../test/support/engines.ts';
import fc from '../../test/support/properties.ts';
import { loadScaleBytes } from './native-samples.ts';

const load = () => loadScaleBytes(join(runtime!.folder, '..', '..'), (text) => expect.unreachable(text))!;
const NEEDS = 'needs TensorFlow';

test.skipIf(!runtime)(`numbers of bytes have the bits that JavaScript gives them (${NEEDS})`, () => {
  const scaleBytes = load();
  const factors = fc.oneof(
    fc.constantFrom(1, 1 / 255, 1 / 127.5, 2 ** -149, 1e38, -0.1),
    fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
  );
  const job = fc.record({
    scale: factors,
    width: fc.integer({ min: 1, max: 70 }),
    records: fc.array(fc.nat({ max: 8 }), { maxLength: 12 }),
  });
  fc.assert(
    fc.property(
      job,
      fc.uint8Array({ minLength: 9 * 70, maxLength: 9 * 70 }),
      ({ scale, width, records }, bytes) => {
        const column = { name: 'x', shape: [width], type: 'uint8' } as const;
        const split: Split = { length: 9, columns: [{ ...column, values: bytes.subarray(0, 9 * width) }] };
        const feature = {
          name: 'x',
          column: 'x',
          shape: [width],
          encoding: { kind: 'scale', scale },
        } as const;
        const features = { inputs: [feature], targets: [] };
        const [native, plain] = [scaleBytes, undefined].map((how) =>
          makeEncoder(features, split.columns, 12, how)(split, records),
        );
        const bitsOf = ([numbers]: readonly (Float32Array | Int32Array)[]) =>
          Buffer.from(Float32Array.from(numbers!).buffer);
        expect(bitsOf(native!.batch.inputs)).toEqual(bitsOf(plain!.batch.inputs));
        expect(native!.batch.inputs[0]).toHaveLength(records.length * width);
      },
    ),
  );
});

test.skipIf(!runtime)(`it reads and writes nothing beyond its arrays (${NEEDS})`, () => {
  const scaleBytes = load();
  const values = new Uint8Array(10);
  const scale = (records: number[], width: number, room: number) => () =>
    scaleBytes(values, Uint32Array.from(records), width, 1, new Float32Array(room));
  expect(scale([4], 2, 2)).not.toThrow();
  expect(scale([5], 2, 2)).toThrow('there is no record 5');
  expect(scale([0, 2 ** 32 - 1], 2, 4)).toThrow('there is no record 4294967295');
  expect(scale([0, 1], 2, 3)).toThrow('no room');
  for (const width of [-1, 0, 2 ** 62]) expect(scale([3], width, 1)).toThrow();
  expect(scale([0], 2 ** 40, 1)).toThrow('no room');
});

test('without the addon the log says so', () => {
  const cache = mkdtempSync(join(tmpdir(), 'lockstep-samples-'));
  try {
    const heard: string[] = [];
    expect(loadScaleBytes(cache, (text) => heard.push(text))).toBeUndefined();
    const folder = runtimeFolder(cache, 'cpu');
    mkdirSync(folder, { recursive: true });
    for (const name of ADDON_NAMES) writeFileSync(addonPath(folder, name), 'no library');
    const manifest = { tensorflowVersion: TENSORFLOW_VERSION, flavor: 'cpu', binding: 'none', files: {} };
    writeFileSync(join(folder, MANIFEST), JSON.stringify(manifest));
    expect(loadScaleBytes(cache, (text) => heard.push(text))).toBeUndefined();
    expect(heard).toHaveLength(2);
    expect(heard[0]).toBe('batches are made in JavaScript, which is slower: see lockstep setup');
    expect(heard[1]).toMatch(/^batches are made in JavaScript, which is slower: ./);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
});
