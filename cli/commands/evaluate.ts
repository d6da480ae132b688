import { join } from 'node:path';
import type { SplitName } from '../../api/data.ts';
import { logsOf } from '../../api/totals.ts';
import type { EngineChoice } from '../../base/engines.ts';
import { LockstepError } from '../../base/errors.ts';
import { splitOf } from '../../datasets/decode.ts';
import { makeEncoder } from '../../datasets/encode.ts';
import { rangesOf, rangesOfColumns } from '../../datasets/features.ts';
import { loadJobData } from '../../datasets/load.ts';
import { emptySplit, type RunData } from '../../datasets/records.ts';
import { EVALUATION_BATCH } from '../../datasets/sampling.ts';
import { cacheDir, packsDir } from '../flags.ts';
import { expectRun, modelWithJob, type SavedModel } from '../saved-model.ts';
import { engineOf, openSavedRun } from '../saved-run.ts';
import { formatValue } from '../terminal/progress.ts';
import { Terminal } from '../terminal/terminal.ts';

export interface EvaluateFlags {
  dataDir?: string;
  download: boolean;
  engine: EngineChoice;
  split: SplitName;
  /** Whose data, loss and metrics the model is measured with, in the place of its run's. */
  job?: string;
}

/** `lockstep evaluate`: loss and metrics of a run's final weights. */
export async function evaluateRun(path: string, flags: EvaluateFlags, signal: AbortSignal): Promise<void> {
  const terminal = new Terminal();
  if (flags.job === undefined) expectRun(path);
  const run = flags.job === undefined ? await openSavedRun(path) : await modelWithJob(path, flags.job);
  const load = {
    dataDir: flags.dataDir,
    cacheDir: join(cacheDir(), 'datasets'),
    packsDir: packsDir(),
    allowDownload: flags.download,
    signal,
  };
  const { dataset, job, prepared } = await loadJobData(
    run.job,
    load,
    flags.job === undefined ? run.prepared : undefined,
  );
  try {
    await evaluateOn({ ...run, job, prepared }, dataset, flags, terminal, signal);
  } finally {
    await dataset.close();
  }
}

async function evaluateOn(
  run: SavedModel,
  dataset: RunData,
  flags: EvaluateFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  if (flags.job === undefined && dataset.substitute && !run.dataset.substitute) {
    throw new LockstepError(
      'BAD_DATA',
      `the run was trained on ${run.dataset.provenance}, which is not here`,
      {
        hint: 'Point --data-dir to its folder',
      },
    );
  }
  const records = dataset[flags.split];
  if (!records) {
    throw new LockstepError('BAD_INPUT', `job ${run.job.name} has no ${flags.split} split`, {
      hint: 'Give its data one (validation: 0.1), or evaluate the split that each epoch looks at: --split test',
    });
  }
  const { length: total } = records.info;
  const ranges = rangesOf(run.job.data, rangesOfColumns(records.info));
  const engine = await engineOf(run, flags.engine, ranges, signal);
  try {
    if (engine.evaluation.length === 0) {
      throw new LockstepError('BAD_INPUT', `job ${run.job.name} says nothing about evaluation`);
    }
    const encode = makeEncoder(run.job.data, emptySplit(records.info, 0).columns, EVALUATION_BATCH);
    const sums = new Float64Array(engine.evaluation.length);
    for (let first = 0; first < total; first += EVALUATION_BATCH) {
      signal.throwIfAborted();
      const length = Math.min(EVALUATION_BATCH, total - first);
      const numbers = Array.from({ length }, (_, i) => first + i);
      const held = encode(
        await splitOf(records, numbers),
        numbers.map((_, i) => i),
      );
      const totals = await engine.evaluate(held.batch).finally(() => held.release());
      for (const [i, total] of totals.entries()) sums[i]! += total;
      terminal.show(`${first + length}/${total}`);
    }
    terminal.clear();
    const logs = logsOf(engine.evaluation, sums);
    const values = Object.entries(logs).map(([name, value]) => `${name}: ${formatValue(value)}`);
    terminal.print(`${run.job.name} on ${total} ${flags.split} samples (${dataset.provenance})`);
    terminal.print(values.join(' - '));
  } finally {
    await engine.close();
  }
}
