import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundleJob } from '../../api/bundle.ts';
import type { LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import type { Job } from '../../api/job.ts';
import { loadJob } from '../../api/load.ts';
import { LockstepError } from '../../base/errors.ts';
import { dataPage } from '../../coordinator/observe/page.ts';
import { isFileLoader, loadJobData } from '../../datasets/load.ts';
import type { Survey } from '../../datasets/own/survey.ts';
import type { DataPage } from '../../proto/data-page.ts';
import { batchLines, classFacts, featureLines, inputFacts, provenanceOf, splitsOf } from '../data/facts.ts';
import { aboutColumns, aboutData, aboutFaults, aboutSamples } from '../data/lines.ts';
import { dataUrl } from '../data/picture-of.ts';
import { first, type Part, type Sample, samplesOf, spread } from '../data/samples.ts';
import { cacheDir, packsDir } from '../flags.ts';
import { openInBrowser } from '../terminal/browser.ts';
import { Terminal } from '../terminal/terminal.ts';

export interface DataFlags {
  dataDir?: string;
  download: boolean;
  samples: number;
  /** File for the page. */
  html?: string;
  open?: boolean;
}

/** Samples that the page shows. */
const ON_PAGE = 48;

/**
 * `lockstep data`: what a job will see, before it trains. Everything that loading can find wrong is found here.
 * @throws what loading throws, after all that can be told of the files
 */
export async function describeData(name: string, flags: DataFlags, signal: AbortSignal): Promise<void> {
  const terminal = new Terminal();
  const context: LoadContext = {
    ...(flags.dataDir !== undefined && { dataDir: flags.dataDir }),
    cacheDir: join(cacheDir(), 'datasets'),
    packsDir: packsDir(),
    allowDownload: flags.download,
    onProgress: (label, done, total) =>
      terminal.show(total > done ? `${label}: ${Math.round((100 * done) / total)} %` : `${label}: ${done}`),
    signal,
  };
  const job = loadJob((await bundleJob(name)).source);
  const print = (lines: readonly string[]) => {
    terminal.clear();
    for (const line of lines) terminal.print(line);
  };
  let told: Told;
  try {
    told = await tell(job, context, flags);
  } catch (error) {
    if (!(error instanceof LockstepError) || error.code !== 'BAD_DATA') throw error;
    const survey = await surveyed(job, context, true);
    print([...aboutColumns(survey?.columns ?? []), ...aboutFaults(survey?.faults, error.message)]);
    throw error;
  }
  const { page, samples } = told;
  print([...aboutData(page), ...aboutColumns(page.columns), ...aboutFaults(page.faults), '', ...page.batch]);
  print(aboutSamples(samples, terminal));
  if (!wantsPage(flags)) return;
  const file = flags.html ?? `${job.name}-data.html`;
  await writeFile(file, await dataPage(page));
  const isShown = flags.open && (await openInBrowser(resolve(file)));
  print([
    '',
    `page: ${file}${flags.open && !isShown ? ' (open it in a browser: none could be started here)' : ''}`,
  ]);
}

const wantsPage = ({ html, open }: DataFlags) => html !== undefined || open === true;

interface Told {
  readonly page: DataPage;
  readonly samples: readonly Sample[];
}

/** All that is known of data that a run can use. @throws as `loadJobData` */
async function tell(given: Job, context: LoadContext, flags: DataFlags): Promise<Told> {
  const { job, dataset, prepared } = await loadJobData(given, context);
  try {
    const survey = await surveyed(given, context, (dataset.skipped ?? 0) > 0);
    const { length } = dataset.train.info;
    const shown = (numbers: Uint32Array) => samplesOf(job, dataset, prepared, numbers);
    const samples = await shown(first(flags.samples, length));
    const onItsPage = wantsPage(flags) ? await shown(spread(ON_PAGE, length)) : [];
    // The inputs of a table are its columns.
    const inputs = prepared?.raw.kind === 'table' ? [] : await inputFacts(job, dataset);
    const page: DataPage = {
      job: job.name,
      provenance: provenanceOf(dataset),
      splits: splitsOf(dataset).map(([use, { info }]) => ({ use, samples: info.length })),
      features: featureLines(job, dataset, prepared),
      columns: [...(survey?.columns ?? []), ...inputs],
      classes: classFacts(job, dataset),
      ...(survey && { faults: survey.faults }),
      batch: await batchLines(job, dataset),
      samples: onItsPage.map(({ label, parts, augmented }) => ({
        ...(label !== undefined && { label }),
        parts: parts.map(onPage),
        ...(augmented && { augmented: augmented.map(onPage) }),
      })),
    };
    return { page, samples };
  } finally {
    await dataset.close();
  }
}

/** What a user's own files hold; undefined where the job has others. */
async function surveyed(job: Job, context: LoadContext, findsFaults: boolean): Promise<Survey | undefined> {
  const { loader } = job.data;
  if (!isFileLoader(loader)) return undefined;
  const { surveyOf } = await import('../../datasets/own/survey.ts');
  const learned = (loader as FileLoader).options.learned;
  return await surveyOf(loader, context, { learned, findsFaults });
}

function onPage({ name, picture, text }: Part): DataPage['samples'][number]['parts'][number] {
  if (!picture) return { name, ...(text !== undefined && { text }) };
  return { name, picture: { url: dataUrl(picture), width: picture.width, height: picture.height } };
}
