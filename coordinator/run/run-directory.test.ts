import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunDirectory } from './run-directory.ts';

const fresh = () => RunDirectory.create(join(mkdtempSync(join(tmpdir(), 'lockstep-')), 'run'));

test('a file appears whole, under its name', async () => {
  const directory = await fresh();
  await directory.writeJson('summary.json', { loss: 1 });
  expect(readFileSync(join(directory.path, 'summary.json'), 'utf8')).toBe('{\n  "loss": 1\n}\n');
  await directory.close();
});

test('a damaged upload leaves nothing behind', async () => {
  const directory = await fresh();
  const upload = await directory.upload('model/weights.bin');
  await upload.write(Buffer.from('half'));
  await expect(upload.commit(createHash('sha256').update('whole').digest('hex'))).rejects.toMatchObject({
    code: 'STORAGE',
  });
  expect(readdirSync(join(directory.path, 'model'))).toEqual([]);
  await directory.close();
});

test.each(['../evil', 'model/../../evil', '/etc/passwd', 'summary.json', 'model/', 'checkpoints/.hidden'])(
  'workers may not write %s',
  async (path) => {
    const directory = await fresh();
    await expect(directory.upload(path)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await directory.close();
  },
);

test('a folder that holds a run is left alone', async () => {
  const directory = await fresh();
  await expect(RunDirectory.create(directory.path)).rejects.toMatchObject({
    code: 'STORAGE',
    message: `${directory.path} already holds a run`,
  });
  await directory.close();
});
