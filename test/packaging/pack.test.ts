/** What `npm pack` takes along. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { readJson } from '../support/lockstep.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let packed: string[] = [];
let compiled: string[] = [];

beforeAll(() => {
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 } as const;
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], options));
  packed = files.map(({ path }: { path: string }) => path);
  compiled = packed.filter((path) => path.startsWith('dist/') && path.endsWith('.js'));
});

test('the package has what its package.json names', () => {
  const { bin, exports } = readJson(ROOT, 'package.json');
  const named = [bin.lockstep, ...Object.values(exports).flatMap((one) => Object.values(one as object))];
  expect(named.length).toBeGreaterThan(3);
  expect(packed).toEqual(expect.arrayContaining(named.map((path) => posix.normalize(path))));
});

test('the package has every file that the program looks for beside its own', () => {
  const wanted = compiled.flatMap((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    // Joined files name the folder that the code was compiled into.
    const beside = [...text.matchAll(/new URL\(\s*"([^"]*)",\s*new URL\("([^"]*)", import\.meta\.url/g)];
    return beside.map(([, name, folder]) => posix.join(dirname(path), folder!, name!));
  });
  expect(wanted.length).toBeGreaterThan(5);
  const lacking = wanted.filter((path) => {
    const folder = path.endsWith('/') ? path : `${path}/`;
    return path !== '.' && !packed.some((file) => file === path || file.startsWith(folder));
  });
  expect(lacking).toEqual([]);
});

test('the package has the files of every import', () => {
  for (const path of compiled) {
    const text = readFileSync(join(ROOT, path), 'utf8');
    for (const [, from] of text.matchAll(
      /(?:^(?:import|export) (?:[^'"]*from )?|\bimport\()['"](\.[^'"]+)['"]/gm,
    ))
      expect(packed, `${path} imports ${from}`).toContain(posix.join(dirname(path), from!));
  }
});

test('a process or a thread begins with few files', () => {
  const filesOf = (path: string, found = new Set<string>()) => {
    if (found.has(path)) return found;
    found.add(path);
    const text = readFileSync(join(ROOT, path), 'utf8');
    for (const [, from] of text.matchAll(/^(?:import|export) (?:[^'"]*from )?['"]([^'"]+)['"]/gm)) {
      if (from!.startsWith('.')) filesOf(posix.join(dirname(path), from!), found);
      else expect(from, path).not.toBe('zod');
    }
    return found;
  };
  const worker = packed.filter((path) => /^dist\/program\/worker-\w+\.js$/.test(path));
  expect(worker.length).toBeGreaterThan(0);
  const begin = ['cli/main.js', 'engine/thread/thread.js', 'worker/checkpoint/thread.js'];
  for (const path of [...begin.map((one) => `dist/${one}`), ...worker])
    expect(filesOf(path).size, path).toBeLessThan(120);
});

test('every package that the program or its types ask for is a dependency', () => {
  const { name: own, dependencies } = readJson(ROOT, 'package.json');
  const files = packed.filter(
    (path) => /^dist\/(.*\.c?js|api\/.*\.d\.ts)$/.test(path) && !path.startsWith('dist/page/'),
  );
  const strange = files.flatMap((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    const named = [...text.matchAll(/(?:\bfrom |\brequire\(|\bimport\()['"]([^.'"\s][^'"\s]*)['"]/g)].map(
      ([, from]) => from!,
    );
    const packages = named.map((from) =>
      from
        .split('/')
        .slice(0, from.startsWith('@') ? 2 : 1)
        .join('/'),
    );
    const known = (one: string) => isBuiltin(one) || one === own || one in dependencies;
    return packages.filter((one) => !known(one)).map((one) => `${path}: ${one}`);
  });
  expect(strange).toEqual([]);
});

test('the package has what the build takes over from others', () => {
  for (const path of [
    'tfjs-node-gpu/kernels.cjs',
    'tfjs-node-gpu/binding/tfjs_backend.cc',
    'tfjs-node-gpu/LICENSE',
    'node-api-headers/include/node_api.h',
  ])
    expect(packed).toContain(`dist/vendor/${path}`);
});

test('the package has jobs, chart and deployment, and nothing that only we need', () => {
  for (const path of [
    'README.md',
    'LICENSE',
    'jobs/mnist-mlp.ts',
    'jobs/templates/model.keras',
    'proto/lockstep/v1/control.proto',
    'charts/lockstep/Chart.yaml',
    'deploy/Dockerfile',
  ])
    expect(packed).toContain(path);
  expect(packed.filter((path) => /(^|\/)(test|node_modules|runs)\/|\.test\.|\.log$/.test(path))).toEqual([]);
});
