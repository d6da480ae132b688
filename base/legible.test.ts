import { expect, test } from 'vitest';
import fc from '../test/support/properties.ts';
import { legible, legibleLines } from './legible.ts';

const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\u009b31m\r\nfake line\u202egnp.exe\u2028x\u007f';

test('what commands a terminal is shown, and nothing of it is left', () => {
  expect(legible(HOSTILE)).toBe(
    '\\u{1b}]0;owned\\u{7}\\u{1b}[2J\\u{9b}31m\\u{d}\\u{a}fake line\\u{202e}gnp.exe\\u{2028}x\\u{7f}',
  );
  expect(legibleLines('a\n\tb\u001b[2J')).toBe('a\n\tb\\u{1b}[2J');
});

test('plain texts of any language stay as they are', () => {
  for (const text of ['rank 1 is silent', 'größer', '训练', 'семь 👩‍🔬']) expect(legible(text)).toBe(text);
});

test('any text comes out as one bounded line', () => {
  const text = fc.string({ unit: 'binary', maxLength: 1_200 });
  fc.assert(
    fc.property(text, (any) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(legible(any)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      expect(legible(any).length).toBeLessThanOrEqual(10_003);
    }),
  );
});
