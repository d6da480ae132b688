import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentSha256 } from './hash.ts';

test('a content has one hash, however it is cut and however much is hashed at once', () => {
  const content = Buffer.from('a content of some length');
  const expected = createHash('sha256').update(content).digest('hex');
  for (let most = 1; most <= content.length + 1; most++) {
    expect(contentSha256([content], most)).toBe(expected);
    expect(contentSha256([content.subarray(0, 7), new Uint8Array(), content.subarray(7)], most)).toBe(
      expected,
    );
  }
});
