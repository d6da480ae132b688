/** Prints a digest of what ops of ours give, with as many threads as the environment says: `threads.test.ts` starts it. */
import { createHash } from 'node:crypto';
import { sizeOf } from '../../base/arrays.ts';
import { sfc32 } from '../../base/random.ts';
import { convolutionsWithNeighbours } from '../../engine/compiled/passes/convolution-neighbours.ts';
import { fastConvolutions } from '../../engine/compiled/passes/convolutions.ts';
import { dropDead } from '../../engine/compiled/passes/dead.ts';
import { sparseProducts } from '../../engine/compiled/passes/sparse.ts';
import { TensorFlowSession } from '../../engine/compiled/session.ts';
import { addStages } from '../../engine/compiled/stages.ts';
import type { Trace } from '../../engine/compiled/trace.ts';
import { pooledTrace } from '../support/convolutions.ts';
import { runtime } from '../support/engines.ts';
import { layerTrace } from '../support/sparse.ts';

/** @param isOurs which outputs are ours by their length: the others are TensorFlow's */
function print(name: string, trace: Trace, isOurs: (length: number) => boolean = () => true): void {
  const random = sfc32(1, 2);
  const inputs = [...trace.inputs.values()].map((value) =>
    // A third of them are zero.
    new Float32Array(sizeOf(trace.types[value]!.shape)).map(() => Math.max(-1 / 6, random() - 0.5) + 1 / 6),
  );
  const outputs = trace.outputs.map((value) => new Float32Array(sizeOf(trace.types[value]!.shape)));
  addStages(new TensorFlowSession(runtime!), 'ours', dropDead(trace), 0, () => undefined)(inputs, outputs);
  const hash = createHash('sha256');
  for (const output of outputs) if (isOurs(output.length)) hash.update(new Uint8Array(output.buffer));
  console.log(`${name}: ${hash.digest('hex')}`);
}

const convolution = pooledTrace({
  ...{ batch: 9, height: 13, width: 14, channels: 32, filters: 64, padding: 'VALID' },
});
print('convolutions apart', fastConvolutions(convolution), (length) => length > 64);
print('convolutions with neighbours', convolutionsWithNeighbours(dropDead(fastConvolutions(convolution))));
// Threads share its columns; then its rows.
for (const sides of [
  { batch: 128, features: 784, units: 512 },
  { batch: 512, features: 1024, units: 64 },
]) {
  print(`a first layer of ${sides.units}`, sparseProducts(new Set(['x']))(layerTrace(sides)));
}
