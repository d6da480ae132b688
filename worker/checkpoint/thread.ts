/** The checkpoint thread: makes files and hashes, one after another. */
import { parentPort } from 'node:worker_threads';
import { type Answer, failure } from '../../base/thread-calls.ts';
import { localArchive, type SealedFile } from './archive.ts';
import type { ArchiveCall } from './thread-archive.ts';

const port = parentPort!;
const answer = (message: Answer, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

async function perform(call: ArchiveCall): Promise<void> {
  if (call.method === 'weightsSha256') {
    answer({ type: 'done', value: await localArchive.weightsSha256(...call.args) });
    return;
  }
  const file: SealedFile = await localArchive.checkpoint(...call.args);
  answer(
    { type: 'done', value: file },
    file.pieces.map(({ buffer }) => buffer as ArrayBuffer),
  );
}

let last = Promise.resolve();
port.on('message', (call: ArchiveCall) => {
  last = last.then(() => perform(call)).catch((error) => answer(failure(error, 'INTERNAL')));
});
