/** Whole architectures beside Keras: the smallest ones; all of them by `npm run keras-table`. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ARCHITECTURES, hold } from '../keras-table/architectures.ts';
import { faults } from '../keras-table/architectures-table.ts';
import { runtime } from '../support/engines.ts';
import { keras, pip } from '../support/keras.ts';
import { temporaryFolder } from '../support/lockstep.ts';

const SMALL = ['MobileNet', 'MobileNetV3Small'];

describe.skipIf(!pip || !runtime)('keras.applications (needs pip, lockstep setup)', () => {
  test.each(SMALL)('%s computes, trains and is exported as in Keras', async (name) => {
    const architecture = ARCHITECTURES.find((one) => one.name === name)!;
    const held = await hold(architecture, join(temporaryFolder(), name), keras);
    expect(faults(held)).toEqual([]);
  });
});
