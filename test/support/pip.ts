/** Python packages in the user's cache. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDir } from '../../cli/flags.ts';
import { once } from './once.ts';

/** Fetches packages on the first call. @param name of their folder @returns the folder that Python imports them from */
export async function pipPackages(name: string, packages: readonly string[]): Promise<string> {
  return await once(join(cacheDir(), name), async (folder) => {
    console.log(`Setting up ${packages.join(', ')} for the tests (pip), once`);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];
    // A slow network is waited for, and what breaks off is asked for again.
    const patience = ['--timeout', '120', '--retries', '10'];
    const flags = ['--only-binary', ':all:', '--target', folder];
    await promisify(execFile)('python3', [...pip, ...patience, ...flags, ...packages], { maxBuffer: 1e8 });
  });
}
