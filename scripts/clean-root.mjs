// Carries out deploy/Dockerfile without a container engine, and tries what comes of it (root only):
//   node scripts/clean-root.mjs <folder> [--target cpu|cuda] [--bind <path>]...
// Every stage becomes a folder: Debian by debootstrap where the file says Node's image, with this machine's Node and
// npm in it. The image's user then runs `lockstep doctor` and a small training run, without network, its root
// read-only. --bind shows a path of this machine to the build, such as a local package index. Stages that are done
// are kept in the folder; delete it to begin anew.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { baseOf, environmentOf, lineage, stagesOf } from './dockerfile.mjs';

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** How this machine reaches package indexes. */
const NETWORK_FILES = ['/etc/resolv.conf', '/etc/hosts'];
const NETWORK_SETTINGS = /^(PIP_|npm_config_)|_proxy$/i;
/** Settings that name a file of authorities, which the root has not. */
const AUTHORITIES = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'PIP_CERT'].filter((name) => process.env[name]);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    target: { type: 'string', default: 'cpu' },
    bind: { type: 'string', multiple: true, default: [] },
  },
});
if (positionals.length !== 1 || process.getuid() !== 0) {
  console.error('As root: node scripts/clean-root.mjs <folder> [--target cpu|cuda] [--bind <path>]...');
  process.exit(1);
}
const folder = resolve(positionals[0]);
const stages = stagesOf(readFileSync(join(CHECKOUT, 'deploy/Dockerfile'), 'utf8'));
const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
const say = (text) => console.log(`\n=== ${text}`);

/** Runs a program in a root, in namespaces of its own. `mounts` are [source, place in the root] pairs. */
function inside(root, words, { mounts = [], env = {}, cwd = '/', user, readOnly = false, network = true }) {
  const lines = ['set -e', `mount --bind ${root} ${root}`, `mount -t proc proc ${root}/proc`];
  lines.push(`mount --rbind /dev ${root}/dev`);
  if (!network) lines.push('ip link set lo up');
  for (const [source, place] of mounts)
    lines.push(`mount --bind ${quote(source)} ${quote(join(root, place))}`);
  if (readOnly) lines.push(`mount -t tmpfs tmpfs ${root}/tmp`, `mount -o remount,ro,bind ${root}`);
  const identity = user ? ['setpriv', `--reuid=${user[0]}`, `--regid=${user[1]}`, '--clear-groups'] : [];
  const rights = user ? ['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'] : [];
  const settings = Object.entries({ PATH, HOME: '/root', ...env }).map(([name, value]) => `${name}=${value}`);
  const entry = [
    'chroot',
    root,
    'env',
    '-i',
    `--chdir=${cwd}`,
    ...settings,
    ...identity,
    ...rights,
    ...words,
  ];
  lines.push(`exec ${entry.map(quote).join(' ')}`);
  const own = ['--mount', '--pid', '--fork', '--kill-child', ...(network ? [] : ['--net'])];
  const { status } = spawnSync('unshare', [...own, 'sh', '-c', lines.join('\n')], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${words.join(' ')} ends with ${status}`);
}

/** Debian and Node, as NODE_IMAGE names them. */
function makeBase(root) {
  const image = stages
    .get('')
    .find(({ keyword }) => keyword === 'ARG')
    .rest.split('=')[1];
  const [, version, debian] = /:([\d.]+)-(\w+)-slim$/.exec(image);
  if (process.version !== `v${version}`)
    throw new Error(`${image} has Node ${version}, this is ${process.version}`);
  execFileSync('debootstrap', ['--variant=minbase', debian, root], { stdio: 'inherit' });
  const npm = dirname(dirname(execFileSync('readlink', ['-f', whichNpm()], { encoding: 'utf8' }).trim()));
  cpSync(process.execPath, join(root, 'usr/local/bin/node'));
  cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
}

function whichNpm() {
  return execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
}

/** The folder of a stage; made where it is not there yet. */
function stage(name) {
  const isBase = !stages.has(name);
  const root = join(folder, isBase ? 'base' : name);
  if (existsSync(`${root}.done`)) return root;
  rmSync(root, { recursive: true, force: true });
  if (isBase) makeBase(root);
  else {
    const parent = stage(baseOf(stages, name));
    say(`stage ${name}`);
    execFileSync('cp', ['-a', parent, root]);
    for (const instruction of stages.get(name).slice(1)) carryOut(root, name, instruction);
  }
  execFileSync('touch', [`${root}.done`]);
  return root;
}

/** What the instructions up to now say of where and as whom things run. */
function settingsOf(name, until) {
  const all = lineage(stages, name);
  const before = until ? all.slice(0, all.indexOf(until)) : all;
  const last = (wanted) => before.findLast(({ keyword }) => keyword === wanted)?.rest;
  return { env: environmentOf(before), cwd: last('WORKDIR') ?? '/', user: last('USER')?.split(':'), last };
}

function carryOut(root, name, instruction) {
  const { keyword, rest } = instruction;
  const { env, cwd } = settingsOf(name, instruction);
  if (keyword === 'WORKDIR') mkdirSync(join(root, rest), { recursive: true });
  else if (keyword === 'COPY') copy(root, cwd, rest.split(/\s+/));
  else if (keyword === 'RUN') {
    console.log(`RUN ${rest}`);
    const caches = [...rest.matchAll(/--mount=type=cache,target=(\S+)/g)].map(([, target]) => [
      keep(target),
      target,
    ]);
    const shared = [...NETWORK_FILES, ...values.bind]
      .filter((path) => existsSync(path))
      .map((path) => [path, path]);
    const trusted = AUTHORITIES.map((name) => [process.env[name], `/run/${name}`]);
    const mounts = [...caches, ...shared, ...trusted];
    for (const [source, place] of mounts) makePlace(root, source, place);
    const network = Object.entries(process.env).filter(([name]) => NETWORK_SETTINGS.test(name));
    const given = [...network, ...AUTHORITIES.map((name) => [name, `/run/${name}`])];
    const command = rest.replaceAll(/--mount=\S+\s+/g, '');
    inside(root, ['sh', '-c', command], { mounts, env: { ...Object.fromEntries(given), ...env }, cwd });
  } else if (!['ENV', 'USER', 'HEALTHCHECK', 'ENTRYPOINT'].includes(keyword)) {
    throw new Error(`this script does not know ${keyword}`);
  }
}

/** A cache that outlives the stage. */
function keep(path) {
  const cache = join(folder, 'caches', path.replaceAll('/', '_'));
  mkdirSync(cache, { recursive: true });
  return cache;
}

/** Something to mount upon: a file for a file, else a folder. */
function makePlace(root, source, place) {
  const path = join(root, place);
  mkdirSync(statSync(source).isFile() ? dirname(path) : path, { recursive: true });
  if (!existsSync(path)) writeFileSync(path, '');
}

function copy(root, cwd, words) {
  const from = /^--from=(.*)$/.exec(words[0])?.[1];
  const sources = words.slice(from ? 1 : 0, -1);
  const target = words.at(-1);
  const origin = from ? stage(from) : CHECKOUT;
  for (const source of sources) {
    const name = target.endsWith('/') ? source.split('/').at(-1) : '';
    const into = join(root, resolve(cwd, target), name);
    mkdirSync(dirname(into), { recursive: true });
    // .dockerignore leaves tests out, and lets through nothing but what is copied (a test holds that).
    const filter = (path) => from !== undefined || !path.endsWith('.test.ts');
    cpSync(join(origin, source), into, { recursive: true, verbatimSymlinks: true, filter });
  }
}

const root = stage(values.target);
const { env, cwd, user, last } = settingsOf(values.target);
const entry = JSON.parse(last('ENTRYPOINT'));
const volume = join(folder, 'volume');
rmSync(volume, { recursive: true, force: true });
execFileSync('install', ['--directory', `--owner=${user[0]}`, `--group=${user[1]}`, volume]);
const options = { env, cwd, user, readOnly: true, network: false, mounts: [[volume, '/var/lib/lockstep']] };
const training = [
  'train',
  'mnist-mlp',
  '--workers',
  '2',
  '--epochs',
  '1',
  '--no-download',
  '--run-dir',
  'run',
];
for (const words of [['doctor'], training]) {
  say(`as user ${user[0]}, root read-only, no network: ${[...entry, ...words].join(' ')}`);
  inside(root, [...entry, ...words], options);
}
const size = execFileSync('du', ['--summarize', '--human-readable', root], { encoding: 'utf8' }).split(
  '\t',
)[0];
say(`image ${values.target} works; its files take ${size}`);
