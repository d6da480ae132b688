/** `report.html`: a run on one page that needs no other file. Written when the run ends, complete or failed. */
import { resolve } from 'node:path';
import { VERSION } from '../../base/version.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { ReportData } from '../../proto/report-data.ts';
import type { Snapshot } from '../../proto/snapshot.ts';
import type { RunDirectory } from '../store/run-directory.ts';
import { newestDrawings } from './drawings.ts';
import { page } from './page.ts';

export interface Reported {
  readonly directory: RunDirectory;
  readonly config: lockstep.v1.RunConfig.$Properties;
  readonly snapshot: Snapshot;
}

/** @throws LockstepError STORAGE */
export async function writeReport({ directory, config, snapshot }: Reported): Promise<void> {
  const data: ReportData = {
    snapshot,
    about: aboutRun(config, snapshot),
    commands: await commandsFor(directory, snapshot),
    drawings: await newestDrawings(directory.path),
  };
  await directory.write('report.html', await page(data));
}

function aboutRun(config: lockstep.v1.RunConfig.$Properties, { head }: Snapshot): ReportData['about'] {
  const { dataset } = config;
  const about: Record<string, unknown> = {
    run: config.runId,
    job: `${config.jobName} (sha256 ${config.jobSha256?.slice(0, 12)})`,
    data: dataset?.provenance,
    samples: samplesOf(dataset ?? {}),
    'global batch': config.batchSize,
    epochs: config.epochs,
    seed: config.seed,
    transport: config.transport,
    'data mode': config.dataMode,
    reproducible: config.reproducible ? 'yes' : 'no',
    engine:
      [...new Set(head.workers.map(({ device }) => device).filter(Boolean))].join('; ') || config.engine,
    started: new Date(head.startedAt).toISOString(),
    lockstep: `${VERSION}, Node ${process.versions.node}`,
  };
  return Object.entries(about).map(([name, value]) => ({ name, value: String(value) }));
}

function samplesOf({ train, validation, test }: lockstep.v1.DatasetInfo.$Properties): string {
  const validated = validation ? `${validation.length} to validate, ` : '';
  return `${train?.length} to train, ${validated}${test?.length} to test`;
}

async function commandsFor(directory: RunDirectory, { head }: Snapshot): Promise<ReportData['commands']> {
  const path = shellWord(resolve(directory.path));
  const finished = head.state === 'finished';
  const whole = finished && head.step >= head.totalSteps;
  const [newest] = await directory.checkpoints();
  const workers = Math.max(1, head.workers.filter(({ rank }) => rank !== null).length);
  const resume = `lockstep train --resume ${path} --workers ${workers}`;
  const predict = `lockstep predict ${path} --input <file.png | file.json | text>`;
  return [
    ...(whole ? [{ what: 'Train it further:', command: `${resume} --epochs ${2 * head.epochs}` }] : []),
    ...(!whole && newest ? [{ what: `Go on with it, from ${newest}:`, command: resume }] : []),
    ...(newest || finished
      ? [
          { what: 'Predict:', command: predict },
          { what: 'Evaluate:', command: `lockstep evaluate ${path}` },
          { what: 'Take it to Keras:', command: `lockstep export ${path} model.h5` },
        ]
      : [{ what: 'It kept no checkpoint. Start it again:', command: `lockstep train ${head.job}` }]),
  ];
}

/** Quoted, so that a shell takes it as one word. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
