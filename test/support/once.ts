import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { withLock } from '../../base/file-lock.ts';

/**
 * A folder that is made once. Whoever asks while another process makes it waits; after a failure the next one who
 * asks begins anew.
 * @param make fills the folder, which is there and empty
 * @returns `folder`
 */
export async function once(folder: string, make: (folder: string) => Promise<void>): Promise<string> {
  const ready = `${folder}.ready`;
  if (existsSync(ready)) return folder;
  mkdirSync(folder, { recursive: true });
  await withLock(`${folder}.turns`, undefined, async () => {
    if (existsSync(ready)) return;
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    await make(folder);
    writeFileSync(ready, '');
  });
  return folder;
}
