// Makes a checkout ready, from nothing: dependencies, the compiled program, the TensorFlow runtime.
// Done again it takes a fraction of a second. Node's own modules only, since nothing else may be there yet.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(`lockstep needs Node 20 or newer; this is ${process.version}`);
  process.exit(1);
}

const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
const installed = join(root, 'node_modules/.lockstep-lock');
if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) {
  console.log('Installing dependencies (npm ci)');
  // As a child of `npm run`, npm would take over settings of the outer one.
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit' });
  writeFileSync(installed, lock);
}

const SOURCES = [
  'base',
  'net',
  'proto',
  'api',
  'datasets',
  'engine',
  'collectives',
  'native',
  'page',
  'coordinator',
  'worker',
  'cli',
  'scripts/build.mjs',
  'scripts/bundle.mjs',
  'test/faults',
  'test/programs',
  'test/keras-table',
  'test/support',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];
const main = join(root, 'dist/cli/main.js');
// Written by a build that came to its end.
const built = join(root, 'node_modules/.lockstep-built');
if (!existsSync(main) || !existsSync(built) || newest(SOURCES) > statSync(built).mtimeMs) {
  console.log('Compiling (tsc)');
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
}

// Where this fails, training falls back to pure JavaScript; setup has said so and why.
spawnSync(process.execPath, [main, 'setup'], { cwd: root, stdio: 'inherit' });

function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const full = join(root, path);
    const isFolder = statSync(full).isDirectory();
    const inner = isFolder ? newest(readdirSync(full).map((name) => join(path, name))) : 0;
    latest = Math.max(latest, isFolder ? inner : statSync(full).mtimeMs);
  }
  return latest;
}
