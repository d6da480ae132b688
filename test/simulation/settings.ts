/** How simulated runs are set up. */
import { SAMPLES } from './engine.ts';
import { BATCH_SIZE } from './feed.ts';

export const HEARTBEAT_MS = 100;
export const HEARTBEAT_TIMEOUT_MS = 450;
export const STEP_DEADLINE_MS = 1_000;
export const JOIN_DEADLINE_MS = 120_000;
export const BATCHES = Math.ceil(SAMPLES / BATCH_SIZE);
