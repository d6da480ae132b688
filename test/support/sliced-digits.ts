import { defineJob } from 'lockstep';
import sliced from '../faults/sliced.ts';
import { pace } from './pace.ts';

/** The job of the faults, paced as `paced-digits` is: its slices are large enough for two levels. */
export default defineJob({ ...sliced, name: 'sliced-digits', callbacks: [pace], epochs: 4 });
