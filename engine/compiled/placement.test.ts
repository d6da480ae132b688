import { expect, test } from 'vitest';
import { bundleJob } from '../../api/bundle.ts';
import { randomBatch, runtime } from '../../test/support/engines.ts';
import { LocalEngine } from '../local/local-engine.ts';
import type { PlacedNode } from './placement.ts';

test.skipIf(!runtime)(
  'TensorFlow tells where it placed a step’s nodes, once a call (needs lockstep setup)',
  async () => {
    const { source } = await bundleJob('mnist-mlp');
    const calls: (readonly PlacedNode[])[] = [];
    const onPlacement = (nodes: readonly PlacedNode[]) => calls.push(nodes);
    const options = {
      jobSource: source,
      seed: 7,
      backend: 'tensorflow',
      runtime: runtime!,
      onPlacement,
    } as const;
    const engine = await LocalEngine.create(options);
    try {
      const before = calls.length;
      const request = {
        update: 0,
        parity: 0,
        batch: randomBatch(source, 4),
        weight: 1,
        place: { step: 0, first: 0 },
      };
      for (let i = 0; i < 2; i++) await engine.compute(request);
      expect(calls).toHaveLength(before + 1);
      const nodes = calls.at(-1)!;
      expect(nodes.filter(({ op }) => op.includes('MatMul')).length).toBeGreaterThan(2);
      for (const { name, device } of nodes) expect(device, name).toMatch(/device:[CG]PU:0$/);
    } finally {
      await engine.close();
    }
  },
);
