import type { LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import type { Job } from '../../api/job.ts';
import type { Prepared } from '../../api/prepared.ts';
import { loadArrays } from './arrays.ts';
import { loadImages } from './images.ts';
import { loadRecords } from './records.ts';
import { loadTable, type OwnData } from './table.ts';
import { loadText } from './text.ts';

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
  switch (loader.kind) {
    case 'csv':
    case 'json':
    case 'parquet':
      return await loadTable(loader, context, job, learned);
    case 'images':
      return await loadImages(loader, context, job, learned);
    case 'text':
      return await loadText(loader, context, job, learned);
    case 'npz':
      return await loadArrays(loader, context, job, learned);
    case 'records':
      return await loadRecords(loader, context, job, learned);
  }
}
