import type { Scenario } from '../scenario.ts';
import { killPoints } from './kill-points.ts';

/** All scenarios by name, in the order of the table. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'kill-points': killPoints,
};
