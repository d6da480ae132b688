import { expect, test } from 'vitest';
import { chartSvg } from './chart.ts';
import type { Row } from './rows.ts';
import { table } from './table.ts';

const rows: readonly Row[] = [
  {
    what: 'mnist-mlp',
    size: 128,
    workers: 2,
    rounds: 3,
    contenders: [
      { name: 'Lockstep', ms: 2.5, memoryMb: 500 },
      { name: 'ddp', ms: 5, memoryMb: 300 },
      { name: 'keras-mirrored', ms: null, absent: 'ValueError: not for several workers' },
    ],
    phases: { compute: 1.5 },
  },
  {
    what: 'all-reduce',
    size: 4096,
    workers: 2,
    rounds: 3,
    contenders: [
      { name: 'shared memory', ms: 0.01 },
      { name: 'TCP', ms: 0.1 },
      { name: 'gloo', ms: 0.3 },
    ],
  },
];

test('the table says how many times faster ours is, and why a peer is absent', () => {
  const text = table(rows);
  expect(text).toContain('| | | DDP + Gloo | 5.00 | 2.00x | 300 |');
  expect(text).toContain('| 4 KB | 2 | 0.0100 | 0.100 | 0.300 | 30.00x | 3.00x |');
  expect(text).toContain('Keras MultiWorkerMirrored is absent: ValueError: not for several workers');
});

test('the picture has a bar for each contender that ran', () => {
  const svg = chartSvg(rows);
  expect(svg.match(/<rect /g)).toHaveLength(5);
  expect(svg.match(/class="ours"/g)).toHaveLength(3);
});
