import type { Callback } from 'lockstep';

/** So that a test can strike in the middle of a run (`Cluster` slows it further). */
const PACE_MS = Number(process.env.LOCKSTEP_TEST_PACE_MS ?? 20);
const clock = new Int32Array(new SharedArrayBuffer(4));

export const pace: Callback<null> = {
  name: 'pace',
  initial: null,
  onStep(state) {
    Atomics.wait(clock, 0, 0, PACE_MS);
    return { state };
  },
};
