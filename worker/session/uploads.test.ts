import { beforeEach, expect, test, vi } from 'vitest';
import { LockstepError } from '../../base/errors.ts';
import { seal } from '../checkpoint/archive.ts';
import type { CoordinatorLink } from './client.ts';
import type { Line } from './line.ts';
import { Uploads } from './uploads.ts';

/** Pauses that were made, in ms; none takes any time. */
const pauses = vi.hoisted((): number[] => []);
vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => void pauses.push(ms),
}));
beforeEach(() => void pauses.splice(0));

const FILE = seal(Buffer.from('content'));
const { signal } = new AbortController();

/** Uploads to a coordinator that lets the first `times` attempts fail; after `leavesAfter` of them it is another one. */
function failing(times: number, code: 'ABORTED' | 'STORAGE', leavesAfter = Number.POSITIVE_INFINITY) {
  let attempts = 0;
  const lost: string[] = [];
  const link = {
    upload: async () => {
      if (++attempts <= times) throw new LockstepError(code, `failure ${attempts}`);
    },
  };
  const line = {
    isOver: false,
    get connected() {
      return attempts % leavesAfter !== 0 || attempts === 0;
    },
    whenConnected: async () => {},
  };
  const uploads = new Uploads(link as unknown as CoordinatorLink, line as unknown as Line, (path, error) =>
    lost.push(`${path}: ${error.message}`),
  );
  return { uploads, lost, attempts: () => attempts };
}

test('an upload that fails is tried again with growing pauses', async () => {
  const { uploads } = failing(12, 'ABORTED');
  await uploads.bring('model/model.json', FILE, signal);
  expect(pauses).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 10_000, 10_000]);
});

test('one that every attempt fails on ends, and says why', async () => {
  const { uploads, attempts } = failing(1_000, 'ABORTED');
  await expect(uploads.bring('model/model.json', FILE, signal)).rejects.toMatchObject({
    code: 'STORAGE',
    message: 'the coordinator does not take model/model.json: failure 16',
  });
  expect(attempts()).toBe(16);
});

test('attempts are counted anew with each coordinator', async () => {
  const { uploads } = failing(50, 'ABORTED', 10);
  await uploads.bring('model/model.json', FILE, signal);
  expect(Math.max(...pauses)).toBe(10_000);
});

test('a refusal is final, and a lost background upload is told', async () => {
  const { uploads, lost, attempts } = failing(1, 'STORAGE');
  uploads.keep('checkpoints/step-5.safetensors', async () => FILE);
  await uploads.kept(signal);
  expect(attempts()).toBe(1);
  expect(lost).toEqual(['checkpoints/step-5.safetensors: failure 1']);
});

test('while nobody takes them, of files with one path the newest waits, and of all not more than 16', async () => {
  const { uploads, lost } = failing(0, 'ABORTED');
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const made: string[] = [];
  const keep = (path: string) =>
    uploads.keep(path, async () => {
      made.push(path);
      await begun;
      return FILE;
    });
  // The first one is under way, and no other is made meanwhile.
  keep('pictures/first.png');
  for (let epoch = 0; epoch < 20; epoch++) {
    keep('checkpoints/best.safetensors');
    keep(`checkpoints/step-${epoch}.safetensors`);
    keep(`checkpoints/epoch-${epoch}.safetensors`);
  }
  begin();
  await uploads.kept(signal);
  expect(lost.map((text) => text.split(':')[0])).toEqual(
    Array.from({ length: 6 }, (_, epoch) => `checkpoints/epoch-${epoch}.safetensors`),
  );
  expect(made.filter((path) => /best|step/.test(path))).toEqual([
    'checkpoints/best.safetensors',
    'checkpoints/step-19.safetensors',
  ]);
  expect(made).toHaveLength(17);
});
