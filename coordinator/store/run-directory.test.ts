import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LockstepError } from '../../base/errors.ts';
import { sfc32 } from '../../base/random.ts';
import { RunDirectory } from './run-directory.ts';

function fresh(): Promise<RunDirectory> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return RunDirectory.create(join(folder, 'run'));
}

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
    code: 'ABORTED',
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

test('a checkpoint that is torn or changed anywhere is passed over for the one before', async () => {
  const directory = await fresh();
  const random = sfc32(1, 1);
  const hashes = new Map<string, string>();
  for (const step of [50, 100]) {
    const path = `checkpoints/step-${step}.safetensors`;
    await directory.write(path, [Uint8Array.from({ length: 4_096 }, () => 256 * random())]);
    hashes.set(path, sha256(readFileSync(join(directory.path, path))));
  }
  const [newest, previous] = ['checkpoints/step-100.safetensors', 'checkpoints/step-50.safetensors'];
  const file = join(directory.path, newest);
  const whole = readFileSync(file);
  const found = () => directory.newestWhole(hashes);
  expect(await found()).toEqual({ whole: { path: newest, step: 100 }, damaged: [] });
  for (let i = 0; i < 200; i++) {
    const at = Math.floor(whole.byteLength * random());
    const changed = Buffer.from(whole);
    changed[at]! ^= 1 << (8 * random());
    writeFileSync(file, i % 2 === 0 ? whole.subarray(0, at) : changed);
    expect(await found()).toEqual({ whole: { path: previous, step: 50 }, damaged: [newest] });
  }
  await directory.close();
});

test('what a coordinator that was killed was writing goes when another holds the lock, and not before', async () => {
  const directory = await fresh();
  const [one, two] = await Promise.all(
    [7, 8].map(async (step) => {
      const upload = await directory.upload(`checkpoints/step-${step}.safetensors`);
      await upload.write(Buffer.from('whole'));
      return upload;
    }),
  );
  const again = await RunDirectory.reopen(directory.path);
  await one!.commit();
  await again.removeUnfinished();
  await expect(two!.commit()).rejects.toMatchObject({ code: 'STORAGE' });
  expect(readdirSync(join(directory.path, 'checkpoints'))).toEqual(['step-7.safetensors']);
  await Promise.all([again.close(), directory.close()]);
});

test('a file that may not appear any more leaves the one of its name as it is', async () => {
  const directory = await fresh();
  const name = 'checkpoints/step-7.safetensors';
  await directory.write(name, 'of the coordinator that leads');
  const upload = await directory.upload(name);
  await upload.write(Buffer.from('of the one before'));
  const fenced = () => {
    throw new LockstepError('ABORTED', 'a coordinator of term 2 leads the run now');
  };
  await expect(upload.commit(undefined, fenced)).rejects.toMatchObject({ code: 'ABORTED' });
  expect(readFileSync(join(directory.path, name), 'utf8')).toBe('of the coordinator that leads');
  expect(readdirSync(join(directory.path, 'checkpoints'))).toHaveLength(1);
  await directory.close();
});

test('the newest whole checkpoints stay, and nothing newer goes for the sake of something older', async () => {
  const directory = await fresh();
  const path = (step: number) => `checkpoints/step-${step}.safetensors`;
  for (const step of [100, 200, 300, 900, 1_000]) await directory.write(path(step), '');
  // 900 and 1,000 are damaged: the run went on from 100, and has come to 300.
  const whole = new Set([100, 200, 300].map(path));
  await directory.pruneCheckpoints(2, (name) => whole.has(name));
  expect(await directory.checkpoints()).toEqual([1_000, 900, 300, 200].map(path));
  await directory.pruneCheckpoints(3, (name) => whole.has(name));
  expect(await directory.checkpoints()).toHaveLength(4);
  await directory.close();
});

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
