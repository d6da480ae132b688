/** A small ResNet started again and again (100 times with LOCKSTEP_SOAK=1), compiled and op by op in turn: TensorFlow 2.21 crashed with it four times of four. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runtime } from '../support/engines.ts';
import { DIST, launch } from '../support/process.ts';
import { SOAK } from '../support/soak.ts';

const STARTS = SOAK ? 100 : 6;
/** Only a start that hangs takes so long, on however busy a machine. */
const HANGS_MS = 150_000 * STARTS;

test.skipIf(!runtime)(
  'no start crashes (needs the TensorFlow runtime: lockstep setup)',
  { timeout: HANGS_MS },
  async () => {
    const main = join(DIST, 'test/faults/small-resnet.js');
    const env = { TF_NUM_INTRAOP_THREADS: '2', TF_CPP_MIN_LOG_LEVEL: '3' };
    for (let start = 0; start < STARTS; start++) {
      const mode = start % 2 === 0 ? 'compiled' : 'eager';
      const { code, stdout, stderr } = await launch([mode], { env, main }).finished;
      expect({ start, code, stdout: stdout.trim(), stderr }).toMatchObject({
        code: 0,
        stdout: `done: ${mode}`,
      });
    }
  },
);
