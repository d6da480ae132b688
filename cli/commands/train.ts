import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { unlessAborted } from '../../base/abort.ts';
import { LockstepError, nameError } from '../../base/errors.ts';
import { programLoaded } from '../../base/phases.ts';
import { plural } from '../../base/plural.ts';
import type { StartedRun } from '../../coordinator/lead.ts';
import { parseHistory } from '../../coordinator/store/history.ts';
import type { RunSummary } from '../../proto/events.ts';
import { localWorkers, threadsEach, visibleGpus } from '../devices.ts';
import { report } from '../errors.ts';
import { cacheDir, mirrorOptions, OBJECT_ADDRESS, packsDir, type RunFlags, runOptions } from '../flags.ts';
import { endWithParent } from '../interrupt.ts';
import { LocalWorkers } from '../launcher.ts';
import { protection } from '../protection.ts';
import { chartLines } from '../terminal/chart.ts';
import { formatRate, formatValue, ProgressView } from '../terminal/progress.ts';
import { Terminal } from '../terminal/terminal.ts';
import { trackers } from '../trackers.ts';

export interface TrainFlags extends RunFlags {
  workers: number | 'auto';
  threads?: number;
  resume?: string;
  tls?: string;
  metricsPort: number;
  nats?: string;
}

type Style = Parameters<typeof styleText>[0];

/** `lockstep train`: a coordinator in this process and worker processes beside it. */
export async function trainLocally(
  job: string | undefined,
  flags: TrainFlags,
  signal: AbortSignal,
): Promise<void> {
  if ((job === undefined) === (flags.resume === undefined)) {
    const wrong =
      job === undefined ? 'neither a job nor a run to go on with' : 'a job and a run to go on with';
    throw new LockstepError('BAD_INPUT', `train is given ${wrong}`, {
      hint: 'lockstep train <job>, or lockstep train --resume <run directory>, which has its job',
    });
  }
  endWithParent();
  const { resume, mirror } = flags;
  const elsewhere = resume !== undefined && OBJECT_ADDRESS.test(resume) ? resume : undefined;
  if (elsewhere !== undefined && mirror !== undefined) {
    throw new LockstepError('BAD_INPUT', `--resume ${elsewhere} is mirrored there, and not to ${mirror}`, {
      hint: 'Leave --mirror out',
    });
  }
  const terminal = new Terminal();
  const gpus = visibleGpus();
  const workers = flags.workers === 'auto' ? localWorkers(gpus) : flags.workers;
  const { tls } = flags;
  const certificates = protection('coordinator', { tls }, [], (text) => terminal.print(text));
  const token = randomBytes(32).toString('hex');
  const view = new ProgressView({ color: terminal.color, workers });
  const paint = (style: Style, text: string) => (terminal.color ? styleText(style, text) : text);
  const tracking = trackers(flags, (text) => terminal.print(paint('yellow', text)));
  let giveUp: (error: LockstepError) => void = () => {};
  const gaveUp = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  // It is waited for once there is a run.
  gaveUp.catch(() => undefined);
  const local = new LocalWorkers({
    workers,
    token,
    tls,
    threads: flags.threads ?? threadsEach(workers),
    gpus,
    engine: flags.engine,
    onGiveUp: (error) => giveUp(error),
    onLogLost: (error) => terminal.print(paint('yellow', `${error.describe()}; training goes on`)),
  });
  let why: LockstepError | undefined;
  let run: StartedRun | undefined;
  try {
    const { startRun } = await import('../../coordinator/start.ts');
    programLoaded();
    run = await startRun({
      job: job ?? '',
      settings: flags.set,
      host: '127.0.0.1',
      port: 0,
      token,
      tls: certificates,
      nats: flags.nats,
      mirror: mirrorOptions(flags, elsewhere),
      trace: flags.trace,
      tensorboard: flags.tensorboard,
      trackers: tracking,
      metrics: { host: '127.0.0.1', port: flags.metricsPort },
      runDir: elsewhere === undefined ? (flags.resume ?? flags.runDir) : flags.runDir,
      ...(flags.resume !== undefined && { resume: 'dead' }),
      run: runOptions(flags, workers),
      load: {
        dataDir: flags.dataDir,
        cacheDir: join(cacheDir(), 'datasets'),
        packsDir: packsDir(),
        allowDownload: flags.download,
        onProgress: (label, done, total) => terminal.show(`${label} ${Math.floor((100 * done) / total)} %`),
        signal,
      },
      listeners: [
        (event) => {
          if (event.type === 'worker_ready') terminal.print(`  ${event.workerId}: ${engineText(event)}`);
          terminal.tell(view.lines(event));
        },
      ],
    });
    terminal.clear();
    const { dataset, coordinator, server, directory } = run;
    const { batchSize, epochs } = coordinator.config;
    const lengths = [dataset.train, dataset.validation, dataset.test].flatMap(
      (split) => split?.info.length ?? [],
    );
    terminal.print(
      `Training ${paint('bold', run.job.name)} on ${dataset.provenance} (${lengths.join(' + ')} samples)`,
    );
    terminal.print(
      `${plural(workers, 'worker')}, global batch ${batchSize}, ${plural(epochs!, 'epoch')}, run directory ${directory.path}`,
    );
    if (run.note !== undefined) terminal.print(paint('yellow', run.note));
    terminal.print(`watch it at ${paint('cyan', `http://127.0.0.1:${run.metricsPort}/`)}`);
    local.join({ coordinator: `127.0.0.1:${server.port}`, logDir: join(directory.path, 'logs') });
    const summary = await unlessAborted(Promise.race([coordinator.done, gaveUp]), signal);
    if (terminal.interactive) {
      const epochs = parseHistory(await readFile(join(directory.path, 'history.json'), 'utf8'));
      for (const line of chartLines(epochs, terminal)) terminal.print(line);
    }
    printSummary(terminal, summary, directory.path);
  } catch (raw) {
    why = nameError(raw);
    throw why;
  } finally {
    terminal.clear();
    const closing = Promise.all([local.stop(), run?.close(why)]);
    // What went wrong first is what the command ends with.
    await closing.catch((raw) => {
      if (why === undefined) throw raw;
      report(raw);
    });
  }
}

function engineText(info: { backend: string; mode: string; device: string; note: string }): string {
  return `${info.backend} (${info.mode}) on ${info.device}${info.note ? ` - ${info.note}` : ''}`;
}

/** The run's most telling figure. */
function headline({ tested, valAccuracy, accuracy, logs }: RunSummary): string {
  const { test_accuracy: testAccuracy } = tested;
  if (testAccuracy !== undefined) return `Test accuracy ${(100 * testAccuracy).toFixed(2)} %`;
  if (Object.keys(tested).length > 0) return valuesOf(Object.entries(tested));
  if (valAccuracy !== null) return `Test accuracy ${(100 * valAccuracy).toFixed(2)} %`;
  if (accuracy !== null) return `Training accuracy ${(100 * accuracy).toFixed(2)} %`;
  const shown = Object.entries(logs).filter(([name]) => name !== 'learning_rate');
  const watched = shown.filter(([name]) => name.startsWith('val_'));
  return valuesOf(watched.length > 0 ? watched : shown);
}

function valuesOf(logs: readonly [name: string, value: number][]): string {
  return logs.map(([name, value]) => `${name} ${formatValue(value)}`).join(', ');
}

function printSummary(terminal: Terminal, summary: RunSummary, path: string): void {
  const text = headline(summary);
  terminal.print(
    `${terminal.color ? styleText(['bold', 'green'], text) : text} after ${plural(summary.epochs, 'epoch')} in ` +
      `${summary.durationSeconds.toFixed(1)} s (${formatRate(summary.samplesPerSecond)} samples/s)`,
  );
  if (summary.skippedSteps > 0) {
    const skipped = `${plural(summary.skippedSteps, 'step')} left out: loss or gradient not finite`;
    terminal.print(terminal.color ? styleText('yellow', skipped) : skipped);
  }
  if (summary.stopped) terminal.print(`Stopped early: ${summary.stopped}`);
  const ranks = summary.workers === 1 ? 'the one rank' : `all ${summary.workers} ranks`;
  terminal.print(`weights ${summary.weightsSha256.slice(0, 16)} on ${ranks}; see ${path}/report.html`);
}
