import { expect, test } from 'vitest';
import { differenceOf } from './difference.ts';
import { parseGpus } from './gpus.ts';
import { placementOf } from './placement.ts';
import { type CheckedStep, findingsOf, type GpuReport, missingOf, textOf } from './report.ts';

const SMI = `0, NVIDIA H100 80GB HBM3, 550.54.15, 81559, 1204, 9.0
1, NVIDIA H100 80GB HBM3, 550.54.15, 81559, 0, 9.0
`;
const GPUS = parseGpus(SMI);
const HOST = '/job:localhost/replica:0/task:0/device:';
const node = (op: string, device: string) => ({ name: op, op, device: HOST + device });

const GOOD: CheckedStep = {
  precision: 'float32',
  device: 'GPU',
  mode: 'compiled',
  placement: { gpu: 90, moves: 12, cpu: {} },
  difference: 2e-6,
  usedMiB: 1204,
  samplesPerSecond: 51_234,
};

function reportOf(step: Partial<CheckedStep>): GpuReport {
  return {
    lockstep: '0.2.0',
    node: '22.0.0',
    platform: 'linux x64',
    tensorflow: '2.21.0',
    gpus: GPUS,
    missing: [],
    jobs: [{ job: 'mnist-cnn', steps: [{ ...GOOD, ...step }] }],
    speeds: [
      { job: 'mnist-cnn', what: 'Lockstep, 2 GPU', samplesPerSecond: 99_000 },
      { job: 'mnist-cnn', what: 'PyTorch', absent: 'No module named torch' },
    ],
  };
}

test('nvidia-smi tells the GPUs', () => {
  expect(GPUS).toHaveLength(2);
  expect(GPUS[0]).toEqual({
    index: 0,
    name: 'NVIDIA H100 80GB HBM3',
    driver: '550.54.15',
    memoryMiB: 81_559,
    usedMiB: 1204,
    computeCapability: '9.0',
  });
});

test('what only moves values may stay on the CPU, what computes may not', () => {
  const moves = ['_Send', 'Const', 'LockstepDeliver'].map((op) => node(op, 'CPU:0'));
  const nodes = [node('MatMul', 'GPU:0'), ...moves];
  expect(placementOf(nodes)).toEqual({ gpu: 1, moves: 3, cpu: {} });
  const strays = [...nodes, node('Conv2D', 'CPU:0'), node('Conv2D', 'CPU:0'), node('Relu', '')];
  expect(placementOf(strays)).toEqual({ gpu: 1, moves: 3, cpu: { Conv2D: 2, Relu: 1 } });
});

test('gradients are compared by their norms, and what is not finite is no match', () => {
  expect(differenceOf(Float32Array.of(3, 4), Float32Array.of(3, 4))).toBe(0);
  expect(differenceOf(Float32Array.of(3, 5), Float32Array.of(3, 4))).toBeCloseTo(0.2, 12);
  expect(differenceOf(Float32Array.of(1), Float32Array.of(0))).toBe(1);
  expect(differenceOf(Float32Array.of(3), Float32Array.of(3, 4))).toBeNaN();
  expect(differenceOf(Float32Array.of(Number.NaN), Float32Array.of(3))).toBeNaN();
});

test.each([
  [{}, []],
  [{ placement: { ...GOOD.placement, cpu: { Conv2D: 2 } } }, ['computes on the CPU: 2 Conv2D']],
  [{ device: 'CPU' }, ['runs on CPU, not on the GPU']],
  [{ mode: 'eager' } as const, []],
  [{ difference: 0.02 }, ['differs from the CPU’s by 2.0e-2']],
  [{ difference: Number.NaN }, ['differs from the CPU’s by NaN']],
  [{ precision: 'bfloat16', difference: 0.02 } as const, []],
  [{ usedMiB: 80_000 }, ['takes 80000 of 81559 MiB']],
])('a step with %o has findings %o', (step, words) => {
  const found = findingsOf(reportOf(step));
  expect(found).toHaveLength(words.length);
  for (const [i, word] of words.entries()) expect(found[i]).toContain(word);
});

test('a step that fails is a finding', () => {
  const report = {
    ...reportOf({}),
    jobs: [{ job: 'x', steps: [{ precision: 'float16', error: 'no' } as const] }],
  };
  expect(findingsOf(report)).toEqual(['x in float16 fails: no']);
  expect(textOf(report)).toContain('x                       float16    fails');
});

test('without driver or wheel, both are named with the way out', () => {
  const [driver, wheel] = missingOf({ absent: 'nvidia-smi is missing' }, false, undefined);
  expect(driver).toContain('nvidia-smi is missing. Install the driver');
  expect(wheel).toContain('lockstep setup --cuda');
  expect(missingOf([], true, undefined)).toEqual(['no GPU: the driver sees none. Look with nvidia-smi']);
  expect(missingOf(GPUS, false, { reason: 'this is macOS', hint: 'Use Linux' })[0]).toContain(
    'this is macOS. Use',
  );
  expect(missingOf(GPUS, true, undefined)).toEqual([]);
});

test('the report says where a placement is not told', () => {
  expect(textOf(reportOf({ mode: 'eager' }))).toMatch(/float32 +not told +2.0e-6/);
});

test('the report reads so', () => {
  expect(textOf(reportOf({}))).toMatchInlineSnapshot(`
    "Lockstep 0.2.0, Node 22.0.0, linux x64, TensorFlow 2.21.0
    GPU 0: NVIDIA H100 80GB HBM3, 81559 MiB, compute capability 9.0, driver 550.54.15
    GPU 1: NVIDIA H100 80GB HBM3, 81559 MiB, compute capability 9.0, driver 550.54.15

    job                     precision  on GPU  on CPU  difference  MiB taken  samples/s
    mnist-cnn               float32        90       0      2.0e-6       1204      51234

    samples/s
    mnist-cnn               Lockstep, 2 GPU     99000
    mnist-cnn               PyTorch             No module named torch

    All is well.
    "
  `);
});
