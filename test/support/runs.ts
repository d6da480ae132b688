/** The run that many tests look at, or compare theirs with. It is made by the first test that asks for it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { writeDigits } from './digits.ts';
import { MAIN } from './lockstep.ts';
import { once } from './once.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder of this test run, gone after it. */
    scratch: string;
  }
}

export const JOB = fileURLToPath(new URL('paced-digits.ts', import.meta.url));
export const [EPOCHS, STEPS_PER_EPOCH] = [4, 50];
const BATCH = 40;
export const TOTAL_STEPS = EPOCHS * STEPS_PER_EPOCH;
/** Flags with which runs on `digits` are equal to the last bit, whatever is done to their processes. */
export const SHAPE = ['--epochs', String(EPOCHS), '--batch-size', String(BATCH), '--reproducible'];

/** A folder of drawn digits that fill `STEPS_PER_EPOCH` batches; gone after the test run. */
export function digits(): Promise<string> {
  return once(join(inject('scratch'), 'digits'), async (folder) => {
    writeDigits(folder, BATCH * STEPS_PER_EPOCH, 200);
  });
}

/** Directory of a run by two workers that nobody disturbs, with trace and TensorBoard files; gone after the test run. */
export async function undisturbed(): Promise<string> {
  const data = await digits();
  const folder = await once(join(inject('scratch'), 'undisturbed'), async (folder) => {
    const args = ['train', JOB, '--workers', '2', '--data-dir', data, ...SHAPE];
    const files = ['--run-dir', join(folder, 'run'), '--trace', '--tensorboard'];
    await promisify(execFile)(process.execPath, [MAIN, ...args, ...files]);
  });
  return join(folder, 'run');
}
