import type { LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import type { Job } from '../../api/job.ts';
import type { Prepared } from '../../api/prepared.ts';
import type { OwnData } from './table.ts';

/**
 * Reads a user's own data, and learns from its training split how it becomes numbers; what was `learned` before is
 * applied as it is.
 * @throws LockstepError BAD_DATA that names file and line, BAD_INPUT where the job asks for what cannot be
 */
export async function loadOwn(
  loader: FileLoader,
  context: LoadContext,
  job: Job,
  learned?: Prepared,
): Promise<OwnData> {
  // Each format's libraries are loaded for it alone: those for pictures take a quarter of a second.
  switch (loader.kind) {
    case 'csv':
    case 'json':
    case 'parquet':
      return await (await import('./table.ts')).loadTable(loader, context, job, learned);
    case 'images':
      return await (await import('./images.ts')).loadImages(loader, context, job, learned);
    case 'text':
      return await (await import('./text.ts')).loadText(loader, context, job, learned);
    case 'npz':
      return await (await import('./arrays.ts')).loadArrays(loader, context, job, learned);
    case 'records':
      return await (await import('./records.ts')).loadRecords(loader, context, job, learned);
  }
}
