import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Instruction, lineage, stagesOf } from '../../../scripts/dockerfile.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');

const STAGES = stagesOf(read('deploy/Dockerfile'));

const last = (instructions: readonly Instruction[], wanted: string) =>
  instructions.findLast(({ keyword }) => keyword === wanted)?.rest;

test.each(['cpu', 'cuda'])('image %s runs as nobody, is health-checked and holds no compiler', (target) => {
  const instructions = lineage(STAGES, target);
  const [user, group] = last(instructions, 'USER')!.split(':').map(Number);
  expect(Math.min(user!, group!)).toBeGreaterThan(0);
  expect(last(instructions, 'HEALTHCHECK')).toContain('/healthz');
  expect(last(instructions, 'ENTRYPOINT')).toBe('["lockstep"]');
  for (const { keyword, rest } of instructions) {
    if (keyword === 'RUN') expect(rest).not.toMatch(/apt-get|npm|pip/);
  }
});

test('the user of the images is the chart’s', () => {
  const [user] = last(lineage(STAGES, 'cpu'), 'USER')!.split(':');
  expect(read('charts/lockstep/values.yaml')).toContain(`\nuser: ${user}\n`);
});

test('what is built on is named with its version, and comes by the lock file', () => {
  expect(last(STAGES.get('')!, 'ARG')).toMatch(/^NODE_IMAGE=\S+:\d+\.\d+\.\d+-bookworm-slim$/);
  const runs = lineage(STAGES, 'build').filter(({ keyword }) => keyword === 'RUN');
  expect(runs.some(({ rest }) => /npm ci$/.test(rest))).toBe(true);
  for (const { rest } of runs) expect(rest).not.toMatch(/npm (install|i) |curl|wget/);
});

test('the CUDA image asks for the driver, and finds libraries by their run paths alone', () => {
  const env = lineage(STAGES, 'cuda').filter(({ keyword }) => keyword === 'ENV');
  const all = env.map(({ rest }) => rest).join(' ');
  expect(all).toContain('NVIDIA_VISIBLE_DEVICES=all');
  expect(all).toContain('NVIDIA_DRIVER_CAPABILITIES=compute,utility');
  expect(all).not.toContain('LD_LIBRARY_PATH');
  const copied = lineage(STAGES, 'cuda').filter(({ keyword }) => keyword === 'COPY');
  expect(copied.at(-1)!.rest).toMatch(/^--from=tensorflow-cuda (\S+\/tensorflow) \1$/);
});

test('whatever is copied exists and passes .dockerignore', () => {
  const allowed = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  const copied = lineage(STAGES, 'build').filter(({ keyword }) => keyword === 'COPY');
  const sources = copied.flatMap(({ rest }) => rest.split(' ').slice(0, -1));
  expect(sources.length).toBeGreaterThan(8);
  for (const source of sources) expect(existsSync(join(ROOT, source)), source).toBe(true);
  expect([...allowed].sort()).toEqual([...sources].sort());
});
