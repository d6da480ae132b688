import { test } from 'vitest';
import { CASES, expectRefused } from './bad-input-cases.ts';

const SOME = ['an unknown job', 'a model that does not fit the data', 'a truncated data file'];

test.each(CASES.filter(([what]) => SOME.includes(what)))(
  '%s is refused in one clear line, and leaves nothing behind',
  (...one) => expectRefused(one),
);
