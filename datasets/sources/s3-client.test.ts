import { expect, test, vi } from 'vitest';
import { openS3 } from './s3-client.ts';

test('a client says nothing of the version of Node', async () => {
  const warned = vi.spyOn(process, 'emitWarning');
  const { client } = await openS3();
  expect(warned).not.toHaveBeenCalled();
  client.destroy();
});
