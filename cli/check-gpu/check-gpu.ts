import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtInJobs } from '../../api/bundle.ts';
import type { Precision } from '../../api/job.ts';
import { makeFolder } from '../../base/folders.ts';
import { median } from '../../base/median.ts';
import { VERSION } from '../../base/version.ts';
import { findRuntime } from '../../engine/runtime/layout.ts';
import { obstacleTo, thisMachine } from '../../engine/runtime/platform.ts';
import { casesOf, PARTS } from '../bench/cases.ts';
import { timePeer } from '../bench/peers.ts';
import { timeRanks } from '../bench/ranks.ts';
import { cacheDir } from '../flags.ts';
import { Terminal } from '../terminal/terminal.ts';
import { differenceOf } from './difference.ts';
import { type Gpu, queryGpus } from './gpus.ts';
import { type CheckedJob, findingsOf, type GpuReport, missingOf, type Speed, textOf } from './report.ts';
import type { StepResult, StepTask } from './step.ts';

export interface CheckGpuFlags {
  job: string[];
  out: string;
  /** A Python with PyTorch for CUDA. */
  python?: string;
}

const STEP = fileURLToPath(new URL('step.js', import.meta.url));
/** CUDA counts GPUs from the fastest on, unless it is told to count as `nvidia-smi` does. */
const COUNTING = { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };
const STEP_DEADLINE_MS = 600_000;
const TIMED_STEPS = 20;
/** Jobs that several GPUs train, and PyTorch. */
const TIMED = casesOf('mnist-mlp')
  .concat(...PARTS.slice(1).map(casesOf))
  .filter(({ workers, what }) => workers === 1 && what !== 'all-reduce');

/** `lockstep check-gpu`: what a GPU makes of every built-in job, in one report. @returns the exit code */
export async function runCheckGpu(flags: CheckGpuFlags, signal: AbortSignal): Promise<number> {
  const terminal = new Terminal();
  const seen = queryGpus();
  const gpus = 'absent' in seen ? [] : seen;
  const runtime = findRuntime(cacheDir(), 'cuda');
  const missing = missingOf(seen, runtime !== undefined, obstacleTo('cuda', thisMachine()));
  const jobs: CheckedJob[] = [];
  const speeds: Speed[] = [];
  if (missing.length === 0) {
    for (const job of flags.job.length > 0 ? flags.job : builtInJobs()) {
      terminal.show(`${job}: a step on CPU and GPU`);
      jobs.push(await checkJob(job, gpus[0]!.index, signal));
      // Where TensorFlow opens no GPU, the other jobs and all times would tell of the CPU.
      if (!jobs.some(ranOnGpu)) break;
    }
    if (jobs.some(ranOnGpu)) {
      for await (const speed of timeThem(gpus, flags, terminal, signal)) speeds.push(speed);
    }
    terminal.clear();
  }
  const { node } = process.versions;
  const platform = `${process.platform} ${process.arch}`;
  const tensorflow = runtime?.manifest.tensorflowVersion;
  const report: GpuReport = { lockstep: VERSION, node, platform, tensorflow, gpus, missing, jobs, speeds };
  const text = textOf(report);
  await makeFolder(flags.out);
  await writeFile(join(flags.out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(flags.out, 'report.txt'), text);
  terminal.print(`${text}report.json and report.txt are in ${flags.out}/`);
  return findingsOf(report).length === 0 ? 0 : 1;
}

function ranOnGpu({ steps }: CheckedJob): boolean {
  return steps.some((step) => 'device' in step && step.device === 'GPU');
}

async function checkJob(job: string, gpu: number, signal: AbortSignal): Promise<CheckedJob> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-check-gpu-'));
  const out = (name: string) => join(folder, name);
  const numbers = (name: string) => {
    const bytes = readFileSync(out(name));
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  };
  const onGpu = { ...COUNTING, CUDA_VISIBLE_DEVICES: String(gpu) };
  try {
    const cpu = { job, precision: 'float32', steps: 0, out: out('cpu') } as const;
    const failed = await runStep(cpu, { CUDA_VISIBLE_DEVICES: '-1' }, signal);
    if ('error' in failed)
      return { job, steps: [{ precision: 'float32', error: `on the CPU: ${failed.error}` }] };
    const steps: CheckedJob['steps'][number][] = [];
    for (const precision of ['float32', 'bfloat16', 'float16'] satisfies Precision[]) {
      const task = { job, precision, gpu, steps: TIMED_STEPS, out: out(precision) };
      // TF32 has 10 bits of mantissa; products in float32 are held to those of the CPU without it.
      const strict = await runStep({ ...task, steps: 0 }, { ...onGpu, NVIDIA_TF32_OVERRIDE: '0' }, signal);
      const difference = 'error' in strict ? Number.NaN : differenceOf(numbers(precision), numbers('cpu'));
      const result = 'error' in strict ? strict : await runStep(task, onGpu, signal);
      steps.push(
        'error' in result ? { precision, error: result.error } : { precision, difference, ...result },
      );
    }
    return { job, steps };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runStep(
  task: StepTask,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<StepResult | { readonly error: string }> {
  // Level 1: TensorFlow says why it opens no GPU.
  const env = {
    ...process.env,
    TF_CPP_MIN_LOG_LEVEL: '1',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    ...environment,
  };
  const child = spawn(process.execPath, [STEP, JSON.stringify(task)], {
    ...{ env, signal, timeout: STEP_DEADLINE_MS },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr!.on('data', (text) => {
    said = `${said}${text}`.slice(-4_000);
  });
  let result: StepResult | undefined;
  child.on('message', (message) => {
    result = message as StepResult;
  });
  const [code, killed] = await once(child, 'close', { signal });
  const last = said.trim().split('\n').slice(-3).join(' / ');
  if (!result) return { error: `its process ended with ${code ?? killed}: ${last}` };
  // Why it is not the GPU, in TensorFlow's words.
  if (task.gpu !== undefined && result.device !== 'GPU' && last)
    return { ...result, device: `${result.device} (${last})` };
  return result;
}

/** Throughput of 1, 2, 4, 8 GPUs of this host at the same batch a GPU, and of PyTorch on one. */
async function* timeThem(
  gpus: readonly Gpu[],
  { job, python }: CheckGpuFlags,
  terminal: Terminal,
  signal: AbortSignal,
): AsyncGenerator<Speed> {
  for (const one of TIMED.filter(({ what }) => job.length === 0 || job.includes(what))) {
    const { what, size, steps } = one;
    for (const world of [1, 2, 4, 8].filter((world) => world <= gpus.length)) {
      const label = `Lockstep, ${world} GPU`;
      terminal.show(`${what}: ${label}`);
      const places = gpus
        .slice(0, world)
        .map(({ index }) => ({ ...COUNTING, CUDA_VISIBLE_DEVICES: String(index) }))
        .map((own) => Object.entries(own).map(([name, value]) => `${name}=${value}`))
        .map((settings) => ({ host: '127.0.0.1', via: ['env', ...settings] }));
      const task = {
        what,
        size: world * size,
        steps,
        transport: 'auto',
        world,
        reproducible: false,
      } as const;
      try {
        const { seconds } = await timeRanks(task, signal, places);
        yield { job: what, what: label, samplesPerSecond: (world * size) / median(seconds) };
      } catch (error) {
        signal.throwIfAborted();
        yield { job: what, what: label, absent: (error as Error).message };
      }
    }
    if (python === undefined) continue;
    for (const [peer, label] of [
      ['torch-cuda', 'PyTorch'],
      ['torch-cuda-compiled', 'PyTorch, compiled'],
    ] as const) {
      terminal.show(`${what}: ${label}`);
      const measured = await timePeer([python], peer, one, signal);
      yield 'absent' in measured
        ? { job: what, what: label, absent: measured.absent }
        : { job: what, what: label, samplesPerSecond: size / median(measured.seconds) };
    }
  }
}
