import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** What of a run directory is worth keeping elsewhere, beside `model/`. */
const FILES = ['report.html', 'curves.svg', 'history.csv', 'summary.json', 'config.json'];

/** Those of a run's files that there are, as paths inside its folder. */
export async function artifactsOf(runDir: string): Promise<string[]> {
  const [top, model] = await Promise.all(['', 'model'].map((name) => filesIn(join(runDir, name))));
  return [...FILES.filter((name) => top!.includes(name)), ...model!.map((name) => `model/${name}`)];
}

/** There is no such folder where the run came to nothing. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.part')).map(({ name }) => name);
}

/**
 * Where a server that stores artifacts for its clients has those of a run, below its root; undefined where clients are
 * to write them elsewhere themselves.
 */
export function artifactRoot(uri: string | undefined): string | undefined {
  if (!uri?.startsWith('mlflow-artifacts:')) return undefined;
  return posix.normalize(decodeURIComponent(new URL(uri).pathname)).replace(/^\/+/, '');
}
