/** Prints a digest of what convolutions of ours give, with as many threads as the environment says: `convolution-threads.test.ts` starts it. */
import { createHash } from 'node:crypto';
import { sizeOf } from '../../base/arrays.ts';
import { sfc32 } from '../../base/random.ts';
import { convolutionsWithNeighbours } from '../../engine/compiled/passes/convolution-neighbours.ts';
import { fastConvolutions } from '../../engine/compiled/passes/convolutions.ts';
import { dropDead } from '../../engine/compiled/passes/dead.ts';
import { TensorFlowSession } from '../../engine/compiled/session.ts';
import { addStages } from '../../engine/compiled/stages.ts';
import { pooledTrace } from '../support/convolutions.ts';
import { runtime } from '../support/engines.ts';

const trace = pooledTrace({
  ...{ batch: 9, height: 13, width: 14, channels: 32, filters: 64, padding: 'VALID' },
});
const random = sfc32(1, 2);
const inputs = trace.types
  .slice(0, 4)
  .map(({ shape }) => new Float32Array(sizeOf(shape)).map(() => random() - 0.5));
for (const [fused, name] of [
  [fastConvolutions(trace), 'apart'],
  [convolutionsWithNeighbours(dropDead(fastConvolutions(trace))), 'together'],
] as const) {
  const outputs = fused.outputs.map((value) => new Float32Array(sizeOf(fused.types[value]!.shape)));
  addStages(new TensorFlowSession(runtime!), name, dropDead(fused), 0, () => undefined)(inputs, outputs);
  const hash = createHash('sha256');
  // Sums apart from convolutions are TensorFlow's.
  const ours = name === 'apart' ? outputs.filter(({ length }) => length > 64) : outputs;
  for (const output of ours) hash.update(new Uint8Array(output.buffer));
  console.log(`${name}: ${hash.digest('hex')}`);
}
