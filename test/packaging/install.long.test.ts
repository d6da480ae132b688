/** What a user does first: install the package into an empty folder, begin a project, train. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAIN, readJson, temporaryFolder } from '../support/lockstep.ts';
import { MANAGERS, managerIn, NODES, nodeProgram } from '../support/package-managers.ts';
import { SOAK } from '../support/soak.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const packed = mkdtempSync(join(tmpdir(), 'lockstep-packed-'));
let archive = '';

beforeAll(() => {
  execFileSync('npm', ['pack', '--pack-destination', packed], { cwd: ROOT, stdio: 'ignore' });
  archive = join(packed, readdirSync(packed)[0]!);
});
afterAll(() => rmSync(packed, { recursive: true }));

function expectTrained(folder: string, workers: number): void {
  const [run] = readdirSync(join(folder, 'runs'));
  expect(readJson(folder, 'runs', run!, 'summary.json')).toMatchObject({ workers, epochs: 1 });
}

test.each(MANAGERS)('$title installs the package into an empty folder, and a job trains', async (manager) => {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(manager.project ?? {}))
    writeFileSync(join(folder, name), content);
  const call = await managerIn(folder, manager);
  const succeed = (args: readonly string[]) => {
    const { status, stdout, stderr } = call(args);
    expect(status, `${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
  };
  succeed(manager.add(archive));
  const lockstep = (...args: string[]) => succeed([...manager.exec, 'lockstep', ...args]);
  lockstep('init', '--template', 'csv');
  lockstep('train', 'my-job.ts', '--workers', '2', '--epochs', '1');
  expectTrained(folder, 2);
  expectTypes(folder);
  const paths = readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' });
  expect(paths.filter((path) => path.endsWith('tfjs-node-gpu/scripts/install.js'))).toEqual([]);
});

/** The project compiles, and a mistake does not. */
function expectTypes(folder: string): void {
  const mistake = `import { defineJob } from 'lockstep';
    // @ts-expect-error: a global batch is a number
    defineJob({ batchSize: 'many' });`;
  writeFileSync(join(folder, 'mistake.ts'), mistake);
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc], { cwd: folder, encoding: 'utf8' });
  expect(status, stdout).toBe(0);
}

test('under yarn’s Plug’n’Play every command says what to do', () => {
  const pretend = '--import=data:text/javascript,process.versions.pnp="3"';
  const { status, stderr } = spawnSync(process.execPath, [pretend, MAIN, 'doctor'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('nodeLinker: node-modules');
});

const nodes = SOAK ? NODES : NODES.slice(-1);
const noNodes = process.platform !== 'linux' || process.arch !== 'x64';
test.skipIf(noNodes).each(nodes)(
  'Node $version trains what npm has installed (needs Linux)',
  async (node) => {
    const folder = temporaryFolder();
    const [npm] = MANAGERS;
    const call = await managerIn(folder, npm!);
    expect(call(npm!.add(archive)).status).toBe(0);
    const program = await nodeProgram(node);
    const main = join(folder, 'node_modules/lockstep/dist/cli/main.js');
    // The job reads what `init` has written, not the data of these tests.
    const { LOCKSTEP_DATA_DIR: _, ...env } = process.env;
    for (const args of [['init'], ['train', 'my-job.ts', '--workers', '2', '--epochs', '1']])
      execFileSync(program, [main, ...args], { cwd: folder, stdio: 'pipe', env });
    expectTrained(folder, 2);
  },
);
