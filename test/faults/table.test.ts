import { expect, test } from 'vitest';
import { withRows } from './table.ts';

const row = (fault: string, result: string, holds = true) => ({ fault, shown: 'all is well', result, holds });

test('rows take their places in the table, and keep them', () => {
  const empty = 'before\n<!-- faults -->\n<!-- /faults -->\nafter\n';
  const two = withRows(empty, [row('a', '1 s'), row('b', '2 s')]);
  const again = withRows(two, [row('c', '4 s', false), row('a', '3 s')]);
  expect(again).toBe(`before
<!-- faults -->

| what is done to the run | what has to be shown | what came of it   |
| ----------------------- | -------------------- | ----------------- |
| a                       | all is well          | 3 s               |
| b                       | all is well          | 2 s               |
| c                       | all is well          | **not held:** 4 s |

<!-- /faults -->
after
`);
  expect(() => withRows('no table', [])).toThrow('has no <!-- faults -->');
});
