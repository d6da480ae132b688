/** Packing that SIGKILL ends, again and again, at any row: it goes on where it stood, and comes to the same bytes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { sfc32 } from '../../base/random.ts';
import { MAIN, temporaryFolder } from '../support/lockstep.ts';

const ROWS = 400;

/** Packs rows of any length; says so where it has come to a row at which it waits for its end. */
const packer = (pack: string) => `
import { openPack } from ${JSON.stringify(pack)};
const [folder, waitsAt] = [process.argv[2], Number(process.argv[3])];
const columns = [
  { name: 'picture', type: 'uint8', shape: [2], stored: 'image' },
  { name: 'class', type: 'int32', shape: [] },
];
const feature = (name, shape) => ({ name, column: name, shape, encoding: { kind: 'scale', scale: 1 } });
const prepared = { inputs: [feature('picture', [2])], targets: [feature('class', [])], raw: { kind: 'arrays' } };
const limits = { shardBytes: 2_000, noteBytes: 300 };
let added = 0;
const options = { folder, key: 'key', learned: undefined, signal: undefined, limits };
const { splits } = await openPack(options, async (into) => {
  await into.begin(prepared, columns);
  for (let row = 0; row < ${ROWS}; row++) {
    if (row === waitsAt) {
      console.log('waits');
      await new Promise((resolve) => setTimeout(resolve, 1e9));
    }
    if (into.isDone(0, row)) continue;
    added++;
    into.add('train', [Buffer.alloc(row % 60, row), Int32Array.of(row % 3)], 'row ' + row);
    into.done(0, row);
    if (into.isFull) await into.write();
  }
  return prepared;
});
console.log(JSON.stringify({ added, train: splits.train.info }));
process.exit(0);
`;

test('packing that is killed anywhere comes to the same pack', async () => {
  const folder = temporaryFolder();
  const script = join(folder, 'pack.mjs');
  writeFileSync(script, packer(pathToFileURL(join(MAIN, '../../datasets/shards/pack.js')).href));
  const pack = (into: string, waitsAt: number) => {
    const child = spawn(process.execPath, [script, join(folder, into), String(waitsAt)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };
  const ended = async (into: string) => {
    const child = pack(into, -1);
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    await once(child, 'close');
    return JSON.parse(said);
  };
  const whole = await ended('calm');
  expect(whole.added).toBe(ROWS);
  const draw = sfc32(7, 1);
  const stops = Array.from({ length: 6 }, () => Math.floor(ROWS * draw())).sort((a, b) => a - b);
  for (const stop of stops) {
    const child = pack('killed', stop);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  const resumed = await ended('killed');
  expect(resumed.train).toEqual(whole.train);
  // A kill costs what was not noted: 300 bytes, some ten rows.
  expect(resumed.added).toBeLessThan(ROWS - stops.at(-1)! + 30);
});
