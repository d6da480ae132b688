import { join } from 'node:path';
import type { RunEvent } from '../../../proto/events.ts';
import { TensorBoardFiles } from './tensorboard.ts';
import { TraceFile } from './trace.ts';

/** A file that grows with the run. */
export interface EventFile {
  hear(event: RunEvent): void;
  close(): Promise<void>;
}

/** Files that were asked for. Each coordinator of a run writes a trace of its own. */
export function openFiles(
  runDir: string,
  term: number,
  asked: { readonly trace?: boolean | undefined; readonly tensorboard?: boolean | undefined },
): EventFile[] {
  const files: EventFile[] = [];
  if (asked.trace) files.push(new TraceFile(join(runDir, term === 1 ? 'trace.json' : `trace-${term}.json`)));
  if (asked.tensorboard) files.push(new TensorBoardFiles(join(runDir, 'tensorboard')));
  return files;
}
