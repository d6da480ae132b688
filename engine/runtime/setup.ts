import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LockstepError } from '../../base/errors.ts';
import { withLock } from '../../base/file-lock.ts';
import { makeFolder } from '../../base/folders.ts';
import { ADDON_NAMES, ADDONS, type AddonName } from '../../native/addons.ts';
import { runCommand } from './command.ts';
import {
  addonPath,
  addonsIn,
  type Flavor,
  findRuntime,
  hasAddons,
  MANIFEST,
  type Manifest,
  type Runtime,
  runtimeFolder,
  TENSORFLOW_VERSION,
} from './layout.ts';
import { placeOf, TENSORFLOW_FOLDERS } from './places.ts';
import { obstacleTo, thisMachine } from './platform.ts';
import { removeUnused } from './unused.ts';
import { NODE_API_HEADERS, TENSORFLOW_BINDING } from './vendored.ts';
import { downloadWheel, requirementsOfExtra, type SetupContext, unpackWheel } from './wheel.ts';

const BINDING = 'tfjs_binding.node';
const BUILD_DEADLINE_MS = 5 * 60_000;

export interface SetupOptions extends SetupContext {
  readonly cacheDir: string;
  readonly flavor: Flavor;
}

/**
 * Provides the TensorFlow runtime, once for all checkouts of this user: the libraries from TensorFlow's
 * wheel, and the binding of `@tensorflow/tfjs-node-gpu` compiled against them.
 * @throws LockstepError ENGINE where python, pip, a compiler or a wheel for this machine cannot be had
 */
export async function setupRuntime(options: SetupOptions): Promise<Runtime> {
  const { cacheDir, flavor, signal } = options;
  const ready = findRuntime(cacheDir, flavor);
  if (ready && hasAddons(ready)) return ready;
  const obstacle = obstacleTo(flavor, thisMachine());
  if (obstacle) throw new LockstepError('ENGINE', obstacle.reason, { hint: obstacle.hint });
  const folder = runtimeFolder(cacheDir, flavor);
  await makeFolder(dirname(folder));
  return await withLock(`${folder}.turns`, signal, async () => {
    const found = findRuntime(cacheDir, flavor);
    if (found) {
      await compileAddons(found.folder, signal);
      await removeUnused(folder, addonsIn(folder));
      return found;
    }
    const aside = `${folder}.${randomUUID()}.part`;
    try {
      await mkdir(aside);
      const manifest = await make(aside, options);
      await compileAddons(aside, signal);
      await rm(folder, { recursive: true, force: true });
      await rename(aside, folder);
      return { folder, manifest };
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  });
}

async function make(folder: string, { flavor, onProgress, signal }: SetupOptions): Promise<Manifest> {
  const context = { onProgress, signal };
  // A missing compiler is better noticed before the download.
  await runCommand('g++', ['--version'], { signal, deadlineMs: 10_000, hint: COMPILER_HINT });
  const wheels = join(folder, 'wheels');
  const name = flavor === 'cpu' && process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';
  const wanted = (path: string) => placeOf(flavor, path);
  const size = flavor === 'cpu' ? 'about 270 MB' : 'about 3.2 GB with CUDA';
  onProgress(`Downloading TensorFlow ${TENSORFLOW_VERSION} (pip, ${size})`, 0, 1);
  const wheel = await downloadWheel(`${name}==${TENSORFLOW_VERSION}`, wheels, signal);
  const files = await unpackWheel(wheel, folder, wanted, context);
  if (flavor === 'cuda') {
    for (const requirement of await requirementsOfExtra(wheel, 'and-cuda', folder)) {
      onProgress(`Downloading ${requirement} (pip)`, 0, 1);
      const library = await downloadWheel(requirement, wheels, signal);
      Object.assign(files, await unpackWheel(library, folder, wanted, context));
      // Together they are as large as what is in them.
      await rm(library);
    }
  }
  onProgress('Compiling the binding (g++)', 0, 1);
  await compile(folder, signal);
  files[BINDING] = await describe(join(folder, BINDING));
  await rm(wheels, { recursive: true });
  const kept = Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('include/')));
  const manifest: Manifest = { tensorflowVersion: TENSORFLOW_VERSION, flavor, binding: BINDING, files: kept };
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

const RUN_PATH = `-Wl,-rpath,${TENSORFLOW_FOLDERS.map((name) => `$ORIGIN/${name}`).join(':')}`;
const librariesIn = (folder: string) => [
  ...TENSORFLOW_FOLDERS.map((name) => `-L${join(folder, name)}`),
  ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
];
const COMPILER_HINT = 'Install a C++ compiler (Debian: apt install g++)';

async function compile(folder: string, signal?: AbortSignal): Promise<void> {
  const args = [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...[`-I${TENSORFLOW_BINDING}`, `-I${join(folder, 'include')}`, `-I${NODE_API_HEADERS}`],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(TENSORFLOW_BINDING, 'binding', name)),
    ...['-o', join(folder, BINDING), ...librariesIn(folder), RUN_PATH],
  ];
  await runCommand('g++', args, { signal, deadlineMs: BUILD_DEADLINE_MS, hint: COMPILER_HINT });
}

async function compileAddons(folder: string, signal?: AbortSignal): Promise<void> {
  for (const name of ADDON_NAMES) await compileAddon(folder, name, signal);
}

async function compileAddon(folder: string, name: AddonName, signal?: AbortSignal): Promise<void> {
  const target = addonPath(folder, name);
  if (existsSync(target)) return;
  const { sources, flags, tensorflow } = ADDONS[name];
  const aside = `${target}.${randomUUID()}.part`;
  const args = [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', `-I${NODE_API_HEADERS}`],
    ...[sources[0]!, '-o', aside, RUN_PATH],
    ...(tensorflow ? [`-I${join(folder, 'include')}`, ...librariesIn(folder)] : []),
    ...flags,
  ];
  await runCommand('g++', args, { signal, deadlineMs: BUILD_DEADLINE_MS, hint: COMPILER_HINT });
  await rename(aside, target);
}

async function describe(path: string): Promise<{ bytes: number; sha256: string }> {
  const { size } = await stat(path);
  return {
    bytes: size,
    sha256: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  };
}
