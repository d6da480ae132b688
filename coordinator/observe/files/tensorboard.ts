import { hostname } from 'node:os';
import { join } from 'node:path';
import { makeFolderSync } from '../../../base/folders.ts';
import type { RunEvent } from '../../../proto/events.ts';
import type { EventOutlet } from '../../events/outlet.ts';
import { encodeRecord, encodeScalars, encodeVersion } from './event-records.ts';
import { GrowingFile } from './growing-file.ts';

/**
 * Event files for TensorBoard, with the names that Keras's callback gives: `epoch_loss` in `train/` and in
 * `validation/`, and `batch_loss` of every step in `train/`.
 */
export class TensorBoardFiles implements EventOutlet {
  readonly #folder: string;
  readonly #writers = new Map<string, GrowingFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  hear(event: RunEvent): void {
    if (event.type === 'step' && event.logs) {
      const { logs, learningRate, step } = event;
      this.#add('train', event.time, step, prefixed('batch_', { ...logs, learning_rate: learningRate }));
    }
    if (event.type !== 'epoch_ended') return;
    const { epoch, time } = event;
    const [train, validation]: Record<string, number>[] = [{}, {}];
    for (const [name, value] of Object.entries(event.logs)) {
      if (name.startsWith('val_')) validation![name.slice(4)] = value;
      else train![name] = value;
    }
    this.#add('train', time, epoch, prefixed('epoch_', train!));
    this.#add('validation', time, epoch, prefixed('epoch_', validation!));
  }

  /** @throws LockstepError STORAGE */
  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
  }

  #add(kind: string, time: number, step: number, scalars: Readonly<Record<string, number>>): void {
    if (Object.keys(scalars).length === 0) return;
    const writer = this.#writer(kind, time);
    if (writer.hasRoom) writer.write(encodeRecord(encodeScalars(time / 1000, step, scalars)));
  }

  #writer(kind: string, time: number): GrowingFile {
    const known = this.#writers.get(kind);
    if (known) return known;
    const folder = join(this.#folder, kind);
    try {
      makeFolderSync(folder);
    } catch {
      // The file, which cannot be opened then, tells when it is closed.
    }
    const name = `events.out.tfevents.${Math.floor(time / 1000)}.${hostname()}.${process.pid}`;
    const writer = new GrowingFile(join(folder, name));
    writer.write(encodeRecord(encodeVersion(time / 1000)));
    this.#writers.set(kind, writer);
    return writer;
  }
}

function prefixed(prefix: string, logs: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(logs).map(([name, value]) => [prefix + name, value]));
}
