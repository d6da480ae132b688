/** What the check has found, and what is wrong with it. Pure. */
import type { Precision } from '../../api/job.ts';
import { plural } from '../../base/plural.ts';
import type { Gpu } from './gpus.ts';
import type { Placement } from './placement.ts';

/** One step of a job on the GPU, held to the same step on the CPU in float32. */
export interface CheckedStep {
  readonly precision: Precision;
  readonly device: string;
  /** `eager` steps run op by op, each on the engine's device if it has a kernel there: TensorFlow tells no placement of them. */
  readonly mode: 'compiled' | 'eager';
  readonly note?: string | undefined;
  readonly placement: Placement;
  /** |gradient - gradient of the CPU| / |gradient of the CPU|, over the whole flat buffer of all updates. */
  readonly difference: number;
  /** Memory of the GPU that is taken after some steps, by whoever. */
  readonly usedMiB?: number | undefined;
  /** As a user's run computes: with TF32 where the GPU has it. */
  readonly samplesPerSecond: number;
}

export interface CheckedJob {
  readonly job: string;
  readonly steps: readonly (CheckedStep | { readonly precision: Precision; readonly error: string })[];
}

/** Samples a second of one contender; `absent` says why there are none. */
export interface Speed {
  readonly job: string;
  readonly what: string;
  readonly samplesPerSecond?: number;
  readonly absent?: string;
}

export interface GpuReport {
  readonly lockstep: string;
  readonly node: string;
  readonly platform: string;
  readonly tensorflow?: string | undefined;
  readonly gpus: readonly Gpu[];
  /** What has to be there before anything can be checked. */
  readonly missing: readonly string[];
  readonly jobs: readonly CheckedJob[];
  /** Of 1 to 8 GPUs, and of PyTorch. */
  readonly speeds: readonly Speed[];
}

/** What has to be there, with the way out. @param runtime whether the CUDA runtime is set up */
export function missingOf(
  gpus: readonly Gpu[] | { readonly absent: string },
  runtime: boolean,
  obstacle: { readonly reason: string; readonly hint: string } | undefined,
): string[] {
  const missing: string[] = [];
  if ('absent' in gpus)
    missing.push(`no GPU: ${gpus.absent}. Install the driver, or ask for a GPU (--gpus all)`);
  else if (gpus.length === 0) missing.push('no GPU: the driver sees none. Look with nvidia-smi');
  if (obstacle) missing.push(`no TensorFlow for CUDA: ${obstacle.reason}. ${obstacle.hint}`);
  else if (!runtime) missing.push('no TensorFlow for CUDA. Run: lockstep setup --cuda');
  return missing;
}

/** Float32 sums in another order; a product of 8 bits of mantissa, through all layers. Relative. */
const TOLERANCE: Readonly<Record<Precision, number>> = { float32: 1e-3, float16: 0.1, bfloat16: 0.1 };
/** TensorFlow takes 90 % and more of a GPU at once, where it does not take memory as it needs it. */
const GREEDY = 0.9;

/** Everything that is wrong, a sentence each; none where all is well. */
export function findingsOf({ missing, gpus, jobs }: GpuReport): string[] {
  const found = [...missing];
  for (const { job, steps } of jobs) {
    for (const step of steps) {
      const name = `${job} in ${step.precision}`;
      if ('error' in step) {
        found.push(`${name} fails: ${step.error}`);
        continue;
      }
      if (step.device !== 'GPU') found.push(`${name} runs on ${step.device}, not on the GPU`);
      const strays = Object.entries(step.placement.cpu);
      if (strays.length > 0) {
        const list = strays.map(([op, count]) => `${count} ${op}`).join(', ');
        found.push(`${name} computes on the CPU: ${list}`);
      }
      // Also where it is NaN.
      if (!(step.difference <= TOLERANCE[step.precision])) {
        found.push(
          `${name}: the gradient differs from the CPU’s by ${step.difference.toExponential(1)}, more than ${TOLERANCE[step.precision]}`,
        );
      }
      const total = gpus[0]?.memoryMiB ?? Number.POSITIVE_INFINITY;
      if (step.usedMiB !== undefined && step.usedMiB > GREEDY * total) {
        found.push(`${name} takes ${step.usedMiB} of ${total} MiB: memory does not grow with need`);
      }
    }
  }
  return found;
}

/** The report for people. */
export function textOf(report: GpuReport): string {
  const { lockstep, node, platform, tensorflow, gpus, jobs, speeds } = report;
  const found = findingsOf(report);
  const lines = [
    `Lockstep ${lockstep}, Node ${node}, ${platform}, TensorFlow ${tensorflow ?? 'for CUDA is not set up'}`,
    ...gpus.map(
      ({ index, name, driver, memoryMiB, computeCapability }) =>
        `GPU ${index}: ${name}, ${memoryMiB} MiB, compute capability ${computeCapability}, driver ${driver}`,
    ),
  ];
  if (jobs.length > 0) {
    lines.push('', `${'job'.padEnd(24)}precision  on GPU  on CPU  difference  MiB taken  samples/s`);
  }
  for (const { job, steps } of jobs) for (const step of steps) lines.push(lineOf(job, step));
  if (speeds.length > 0) lines.push('', 'samples/s');
  for (const { job, what, samplesPerSecond, absent } of speeds) {
    lines.push(`${job.padEnd(24)}${what.padEnd(20)}${absent ?? samplesPerSecond!.toFixed(0)}`);
  }
  lines.push('', found.length === 0 ? 'All is well.' : `${plural(found.length, 'finding')}:`);
  return `${[...lines, ...found.map((one) => `- ${one}`)].join('\n')}\n`;
}

function lineOf(job: string, step: CheckedJob['steps'][number]): string {
  const start = `${job.padEnd(24)}${step.precision.padEnd(11)}`;
  if ('error' in step) return `${start}fails`;
  const { mode, placement, difference, usedMiB, samplesPerSecond } = step;
  const onCpu = Object.values(placement.cpu).reduce((sum, count) => sum + count, 0);
  const columns = [
    ...(mode === 'eager'
      ? ['not told'.padStart(14)]
      : [placement.gpu, onCpu].map((n) => String(n).padStart(6))),
    difference.toExponential(1).padStart(10),
    String(usedMiB ?? '').padStart(9),
    samplesPerSecond.toFixed(0).padStart(9),
  ];
  return start + columns.join('  ');
}
