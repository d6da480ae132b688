import { expect, test } from 'vitest';
import { loadBackend } from './backend.ts';

test('a runtime that cannot be loaded is named, with the way out', async () => {
  const manifest = { tensorflowVersion: '2.21.0', flavor: 'cpu', binding: 'none.node', files: {} } as const;
  await expect(loadBackend('tensorflow', { folder: '/nonexistent', manifest })).rejects.toMatchObject({
    code: 'ENGINE',
    message: expect.stringContaining('the tensorflow backend does not load: '),
    hint: 'Run lockstep doctor',
  });
});
