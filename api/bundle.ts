import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Chunks } from '../base/chunks.ts';
import { LockstepError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import type { Blobs } from './blobs.ts';
import { kerasImports } from './keras/import.ts';
import { NO_PLACE } from './place.ts';
import { type GivenSettings, withSettings } from './settings.ts';

/** Modules that are not part of a bundle: whoever runs the job supplies them. */
export const SUPPLIED = ['lockstep', '@tensorflow/tfjs'];

export interface JobBundle {
  /** The job and all it imports, as one CommonJS module: what travels to the workers. */
  readonly source: string;
  /** sha256 of `source`, hex: the identity of the job. */
  readonly sha256: string;
  /** What travels beside the script. */
  readonly blobs: Blobs;
}

/** In what a bundle differs from the job's file. */
interface Changes {
  /** Path of the `model.json` that takes the place of the job's own model. */
  readonly model?: string;
  /** Values of its settings that are not its defaults. */
  readonly settings?: GivenSettings | undefined;
}

/** Folder of the built-in jobs; the compiled files lie one level deeper than their sources. */
export const JOBS = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../jobs' : '../../jobs', import.meta.url),
);

/** Names of the built-in jobs. */
export function builtInJobs(): string[] {
  return readdirSync(JOBS)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => basename(file, '.ts'))
    .sort();
}

/**
 * Bundles a built-in job by name, or a job file by path.
 * @throws LockstepError BAD_INPUT for an unknown job or a file that does not compile
 */
export async function bundleJob(
  nameOrPath: string,
  { model, settings = {} }: Changes = {},
): Promise<JobBundle> {
  const file = findJob(nameOrPath);
  const blobs = new Map<string, Chunks>();
  try {
    const { outputFiles, warnings } = await build({
      ...(model === undefined ? { entryPoints: [file] } : { stdin: withModel(file, model) }),
      // Makes the bundle, and so its hash, the same wherever the job lies.
      absWorkingDir: dirname(file),
      bundle: true,
      write: false,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      external: SUPPLIED,
      plugins: [kerasImports(blobs)],
      // An error names the user's own line by it.
      sourcemap: 'inline',
      sourcesContent: false,
      legalComments: 'none',
      logLevel: 'silent',
    });
    const place = warnings.find(
      ({ id, location }) => id === 'empty-import-meta' && !isPackage(location?.file),
    );
    if (place) {
      const { file: at, line } = place.location!;
      throw new LockstepError('BAD_INPUT', `${at}:${line} asks for import.meta`, { hint: NO_PLACE });
    }
    const source = withSettings(outputFiles[0]!.text, settings);
    return { source, sha256: sha256(source).toString('hex'), blobs };
  } catch (cause) {
    if (cause instanceof LockstepError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LockstepError('BAD_INPUT', `job ${nameOrPath} does not compile: ${reason}`, { cause });
  }
}

/** The job of a file, with another model. */
function withModel(file: string, model: string) {
  const contents = `import job from ${JSON.stringify(file)};
import model from ${JSON.stringify(model)};
export default { ...job, ...('model' in job && { model }) };`;
  return { contents, resolveDir: dirname(file) };
}

/** A package may look at its place and do without one. */
const isPackage = (file = '') => /(^|[\\/])node_modules[\\/]/.test(file);

function findJob(nameOrPath: string): string {
  const builtIn = join(JOBS, `${nameOrPath}.ts`);
  if (/^[a-z0-9-]+$/.test(nameOrPath) && existsSync(builtIn)) return builtIn;
  const path = resolve(nameOrPath);
  if (
    ['.ts', '.mts', '.js', '.mjs', '.cjs'].includes(extname(path)) &&
    existsSync(path) &&
    statSync(path).isFile()
  ) {
    return path;
  }
  throw new LockstepError('BAD_INPUT', `there is no job "${nameOrPath}"`, {
    hint: `Give the path of a .ts or .js file, or one of: ${builtInJobs().join(', ')}`,
  });
}
