import { rmSync } from 'node:fs';

/** Removes a folder, also while a process that was killed, or one that it had started, still writes there. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
