import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ADDON_NAMES, ADDONS, type AddonName } from '../../native/addons.ts';
import { markUsed } from './unused.ts';

/** The TensorFlow that the binding is built with. */
export const TENSORFLOW_VERSION = '2.21.0';

/** `cpu` for any machine, `cuda` for NVIDIA GPUs. */
export type Flavor = 'cpu' | 'cuda';

const Manifest = z.object({
  tensorflowVersion: z.string(),
  flavor: z.enum(['cpu', 'cuda']),
  /** `binding` is loaded by Node; the libraries beside it are found through its run path. */
  binding: z.string(),
  files: z.record(z.string(), z.object({ bytes: z.int(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;

export const MANIFEST = 'manifest.json';

export interface Runtime {
  readonly folder: string;
  readonly manifest: Manifest;
}

export function runtimeFolder(cacheDir: string, flavor: Flavor): string {
  return join(cacheDir, 'tensorflow', `${TENSORFLOW_VERSION}-${flavor}-${process.platform}-${process.arch}`);
}

/** A whole runtime of this flavor (names and sizes are compared; hashes were when it was set up). */
export function findRuntime(cacheDir: string, flavor: Flavor): Runtime | undefined {
  const folder = runtimeFolder(cacheDir, flavor);
  try {
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')));
    for (const [name, { bytes }] of Object.entries(manifest.files)) {
      if (statSync(join(folder, name)).size !== bytes) return undefined;
    }
    return { folder, manifest };
  } catch {
    return undefined;
  }
}

/** The best runtime there is: the CUDA one before the one for CPUs. Its addons count as used now. */
export function bestRuntime(cacheDir: string): Runtime | undefined {
  const runtimes = [findRuntime(cacheDir, 'cuda'), findRuntime(cacheDir, 'cpu')];
  const best = runtimes.find((runtime) => runtime !== undefined && hasAddons(runtime));
  if (best) markUsed(addonsIn(best.folder));
  return best;
}

/** Paths of all addons of this version. */
export function addonsIn(folder: string): string[] {
  return ADDON_NAMES.map((name) => addonPath(folder, name));
}

/** Its name holds the hash of its sources, so that versions can share a runtime. */
export function addonPath(folder: string, name: AddonName): string {
  const hash = createHash('sha256');
  for (const path of ADDONS[name].sources) hash.update(readFileSync(path));
  return join(folder, `${name}-${hash.digest('hex').slice(0, 16)}.node`);
}

export function hasAddons({ folder }: Runtime): boolean {
  return addonsIn(folder).every((path) => existsSync(path));
}
