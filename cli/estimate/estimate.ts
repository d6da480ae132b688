import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { bundleJob } from '../../api/bundle.ts';
import { loadJob } from '../../api/load.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Line } from '../../base/line.ts';
import { certificatesIn } from '../bench/certificates.ts';
import { formatRate } from '../terminal/progress.ts';
import { Terminal } from '../terminal/terminal.ts';
import { type Prediction, predict } from './cost.ts';
import { type Measured, measureMachine } from './measure.ts';
import { workersWanted } from './wanted.ts';

export interface EstimateFlags {
  workers: number;
  /** Bits a second. */
  bandwidth: number;
  /** Seconds, one way. */
  latency: number;
  /** Global batch of every world; left out, every worker keeps the job's whole batch. */
  batchSize?: number;
  ranksPerHost: number;
  tls?: boolean;
  json?: string;
}

const BAR = 24;

/** `lockstep estimate`: what a step of a job would take on clusters of machines like this one. */
export async function estimate(job: string, flags: EstimateFlags, signal: AbortSignal): Promise<void> {
  const { source } = await bundleJob(job);
  const loaded = loadJob(source);
  if (loaded.data.inputs.length === 0) {
    throw new LockstepError(
      'BAD_INPUT',
      `the shapes of ${job} follow from its files, which are not read here`,
      {
        hint: 'Give a job whose data says its inputs, such as one with mnist()',
      },
    );
  }
  const { batchSize } = flags;
  if (batchSize !== undefined && batchSize < flags.workers) {
    throw new LockstepError(
      'BAD_INPUT',
      `--batch-size ${batchSize} is smaller than --workers ${flags.workers}`,
      {
        hint: 'Raise it, or leave it out: then every worker has the job’s batch',
      },
    );
  }
  const terminal = new Terminal();
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-estimate-'));
  const measured = await measureMachine(
    job,
    loaded,
    batchSize ?? loaded.batchSize,
    flags.tls ? certificatesIn(folder) : undefined,
    (text) => terminal.show(text),
    signal,
  ).finally(() => rmSync(folder, { recursive: true, force: true }));
  terminal.clear();
  const network = { latencyMs: 1000 * flags.latency, bytesPerMs: flags.bandwidth / 8 / 1000 };
  const predictions = worlds(flags.workers).map((workers) =>
    predict(measured, network, {
      workers,
      batch: batchSize ?? workers * loaded.batchSize,
      bytes: measured.bytes,
      slices: measured.slices,
      ranksPerHost: flags.ranksPerHost,
    }),
  );
  const wanted = batchSize === undefined ? undefined : workersWanted(predictions, batchSize);
  const { compute, message, memory, applyMs, bytes } = measured;
  terminal.print(
    [
      `${loaded.name} on machines like this one, one thread each, ${+(flags.bandwidth / 1e9).toPrecision(6)} Gbit/s and ${+(flags.latency * 1e6).toPrecision(6)} us apart${flags.ranksPerHost > 1 ? `, ${flags.ranksPerHost} workers on each` : ''}`,
      `measured here: gradient ${compute.fixedMs.toFixed(2)} ms + ${(1000 * compute.msPerUnit).toFixed(1)} us a sample, update ${applyMs.toFixed(2)} ms,`,
      `  message${flags.tls ? ' in TLS' : ''} ${inWords(message)}, sum in memory ${inWords(memory)}; a step sums ${(bytes / 1e6).toFixed(2)} MB${inSlices(measured.slices)}`,
      batchSize === undefined
        ? `every worker has a batch of ${loaded.batchSize} (weak scaling; --batch-size for a global batch that stays)`
        : `global batch ${batchSize} (strong scaling)`,
      '',
      ...table(predictions, terminal.color),
      ...(wanted === undefined ? [] : ['', inPlainWords(wanted, flags.workers)]),
    ].join('\n'),
  );
  if (flags.json)
    await writeFile(
      flags.json,
      `${JSON.stringify({ job, network, measured, predictions, wanted }, null, 2)}\n`,
    );
}

function inPlainWords(wanted: number, largest: number): string {
  return wanted < largest
    ? `wanted: ${wanted}, as lockstep_workers_wanted counts; one more would bring less than half of what one alone makes`
    : `wanted: all ${wanted}, as lockstep_workers_wanted counts; the last still brings half of what one alone makes`;
}

/** When what is summed beside the gradient is there. */
function inSlices(slices: Measured['slices']): string {
  if (slices.length < 2) return '';
  const parts = slices.map(
    (slice) => `${(slice.bytes / 1e6).toFixed(2)} MB at ${Math.round(100 * slice.at)} %`,
  );
  return `,\n  which is there of the gradient: ${parts.join(', ')}`;
}

const inWords = ({ fixedMs, msPerUnit }: Line) =>
  `${fixedMs.toFixed(3)} ms + ${(1e6 * msPerUnit).toFixed(2)} ms a MB`;

/** 1, 2, 4, ... and the largest world itself. */
function worlds(largest: number): number[] {
  const powers = Array.from({ length: Math.ceil(Math.log2(largest)) }, (_, i) => 2 ** i);
  return [...powers, largest];
}

/** A line a world; the bar shows what the step is made of. */
function table(predictions: readonly Prediction[], color: boolean): string[] {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(style, text) : text;
  const head = `${'workers'.padStart(7)}  ${'samples/s'.padStart(9)}  efficiency  ${'step'.padStart(9)}  compute / wait / all-reduce / update, ms`;
  const lines = predictions.map((p) => {
    const parts = [
      [p.computeMs, 'blue', '█'],
      [p.waitMs, 'yellow', '▒'],
      [p.reduceMs, 'magenta', '▓'],
      [p.applyMs, 'green', '░'],
    ] as const;
    const bar = parts
      .map(([ms, style, block]) => paint(style, block.repeat(Math.round((BAR * ms) / p.stepMs))))
      .join('');
    const numbers = parts.map(([ms]) => ms.toFixed(2)).join(' / ');
    const columns = [
      String(p.workers).padStart(7),
      formatRate(p.samplesPerSecond).padStart(9),
      `${(100 * p.efficiency).toFixed(1).padStart(8)} %`,
      `${p.stepMs.toFixed(2).padStart(6)} ms`,
    ];
    return `${columns.join('  ')}  ${numbers}  ${bar}${p.algorithm && `  ${p.algorithm}`}`;
  });
  return [paint('bold', head), ...lines];
}
