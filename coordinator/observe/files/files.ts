import { join } from 'node:path';
import type { EventOutlet } from '../../events/outlet.ts';
import { TraceFile } from './trace.ts';

/** Opens the files of events that the user asked for. Each coordinator of a run writes a trace of its own. */
export async function openFiles(
  runDir: string,
  term: number,
  asked: { readonly trace?: boolean | undefined; readonly tensorboard?: boolean | undefined },
): Promise<EventOutlet[]> {
  const files: EventOutlet[] = [];
  if (asked.trace) files.push(new TraceFile(join(runDir, term === 1 ? 'trace.json' : `trace-${term}.json`)));
  if (asked.tensorboard) {
    const { TensorBoardFiles } = await import('./tensorboard.ts');
    files.push(new TensorBoardFiles(join(runDir, 'tensorboard')));
  }
  return files;
}
