import { constants } from 'node:buffer';
import { LockstepError } from '../base/errors.ts';
import type { Engine } from '../engine/engine.ts';
import { MAX_FILE_BYTES } from '../proto/services.ts';

/** Most numbers that an optimizer keeps for a weight; beside them a checkpoint may hold the weight and its best value. */
const MOST_SLOTS = 3;
const GIB = 1024 ** 3;

/**
 * Refuses a model whose weights or whose state cannot be kept: the run would find out at its end.
 * @param buffers most bytes of a buffer
 * @throws LockstepError BAD_INPUT
 */
export async function expectFits(
  engine: Pick<Engine, 'parameterCount' | 'readState'>,
  buffers: number = constants.MAX_LENGTH,
): Promise<void> {
  const weights = 4 * engine.parameterCount;
  if (weights > buffers) {
    throw new LockstepError(
      'BAD_INPUT',
      `the model has ${inGiB(weights)} of weights, and Node ${process.versions.node} holds ${inGiB(buffers)} at once`,
      { hint: 'Run the workers with Node 22 or newer' },
    );
  }
  // Reading a state takes its time, so only where it may be too large.
  if ((MOST_SLOTS + 2) * weights <= MAX_FILE_BYTES) return;
  const { tensors } = await engine.readState();
  const state = tensors.reduce((sum, { values }) => sum + values.byteLength, 0);
  if (state <= MAX_FILE_BYTES) return;
  throw new LockstepError(
    'BAD_INPUT',
    `weights and optimizer have ${inGiB(state)}, and a checkpoint ${inGiB(MAX_FILE_BYTES)} at most`,
    { hint: 'Take a smaller model, or an optimizer that keeps fewer numbers for each weight' },
  );
}

function inGiB(bytes: number): string {
  return `${Number((bytes / GIB).toPrecision(3))} GiB`;
}
