import { expect, test } from 'vitest';
import fc from '../test/support/properties.ts';
import { commandSubject, token } from './subjects.ts';

test('names that read as they are stay so', () => {
  expect(commandSubject('mnist-mlp_2026-11-25')).toBe('lockstep.mnist-mlp_2026-11-25.commands');
  expect(token('lr-0.1')).toBe('lr-0=2e1');
});

test('no two runs share a token, and each is one that NATS takes', () => {
  const names = [
    'lr-0.1',
    'lr-0_1',
    'lr-0=2e1',
    'обучен',
    'пробег',
    '训练一',
    '训练二',
    '',
    '=',
    ' ',
    'a>',
    '*',
    'a b',
  ];
  expect(new Set(names.map(token)).size).toBe(names.length);
  const id = fc.string({ unit: fc.constantFrom('a', '.', '_', '=', '2', 'e', '>', 'é', '😀'), maxLength: 6 });
  fc.assert(
    fc.property(id, id, (one, other) => {
      expect(token(one)).toMatch(/^[A-Za-z0-9_=-]+$/);
      expect(token(one) === token(other)).toBe(one === other);
    }),
  );
});
