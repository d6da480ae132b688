/** Hosts of several ranks, as network namespaces: the sum has two levels, and whatever dies the weights are the same. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { readEvents, readJson, run, start, temporaryFolder } from '../support/lockstep.ts';
import { mayMakeNamespaces, NetworkHosts } from '../support/network-hosts.ts';
import { once } from '../support/once.ts';
import { digits, SHAPE, STEPS_PER_EPOCH, TOTAL_STEPS } from '../support/runs.ts';

const jobOf = (name: string) => fileURLToPath(new URL(`../support/${name}.ts`, import.meta.url));
const PORT = '7077';
const env = { LOCKSTEP_TOKEN: 'a-token-for-tests-0123456789', LOCKSTEP_TEST_PACE_MS: '60' };

/** A job, and whether its weights are the same to the last bit whatever is done to its processes. */
interface Work {
  readonly name: string;
  readonly exact: boolean;
}

const WIDE: Work = { name: 'wide-digits', exact: true };
/** Gradients that are summed exactly are not summed in slices. */
const SLICED: Work = { name: 'sliced-digits', exact: false };

interface Case {
  readonly work: Work;
  /** Of each worker, by number, its host. */
  readonly layout: readonly number[];
  /** Worker that is killed; the first one lives through everything. */
  readonly victim: number;
  /** Host of a worker that takes its place; left out, the others go on alone. */
  readonly joins?: number;
  /** What the workers say of their sums, before and after. */
  readonly plans: readonly [string, string];
}

const CASES: Record<string, Case> = {
  '2 + 2: the first rank of a host dies, another comes': {
    work: WIDE,
    layout: [0, 0, 1, 1],
    victim: 2,
    joins: 1,
    plans: ['2 + 2 ranks on 2 hosts, 2 streams', '2 + 2 ranks on 2 hosts, 2 streams'],
  },
  '3 + 1: a rank that only helps dies, another comes on the other host': {
    work: WIDE,
    layout: [0, 0, 0, 1],
    victim: 2,
    joins: 1,
    plans: ['3 + 1 ranks on 2 hosts, 1 streams', '2 + 2 ranks on 2 hosts, 2 streams'],
  },
  '2 + 2 + 2: a rank dies': {
    work: WIDE,
    layout: [0, 0, 1, 1, 2, 2],
    victim: 3,
    plans: ['2 + 2 + 2 ranks on 3 hosts, 2 streams', '2 + 1 + 2 ranks on 3 hosts, 1 streams'],
  },
  '2 + 2, sums beside the backward pass: a rank dies': {
    work: SLICED,
    layout: [0, 0, 1, 1],
    victim: 3,
    plans: ['2 + 2 ranks on 2 hosts, 2 streams', '2 + 1 ranks on 2 hosts, 1 streams'],
  },
};

const flagsOf = ({ exact }: Work) => (exact ? SHAPE : SHAPE.filter((flag) => flag !== '--reproducible'));

/** Directory of a run by one worker that nobody disturbs. */
async function calm(work: Work): Promise<string> {
  const data = await digits();
  const folder = await once(join(inject('scratch'), work.name), async (folder) => {
    const args = ['train', jobOf(work.name), '--workers', '1', '--data-dir', data, ...flagsOf(work)];
    const { code, stdout, stderr } = await run([...args, '--run-dir', join(folder, 'run')]);
    expect(code, stdout + stderr).toBe(0);
  });
  return join(folder, 'run');
}

/** The same steps, which have led to the same weights: to the last bit, or but for rounding. */
function expectEqual(runDir: string, calmDir: string, { exact }: Work): void {
  const [ours, theirs] = [runDir, calmDir].map((dir) => readJson(dir, 'summary.json'));
  expect(ours.steps).toBe(TOTAL_STEPS);
  if (exact) expect(ours.weightsSha256).toBe(theirs.weightsSha256);
  else expect(Math.abs(ours.valLoss / theirs.valLoss - 1)).toBeLessThan(1e-4);
}

test.skipIf(!mayMakeNamespaces()).each(Object.entries(CASES))(
  '%s (needs network namespaces)',
  async (_, { work, layout, victim, joins, plans }) => {
    const calmDir = await calm(work);
    const runDir = join(temporaryFolder(), 'run');
    using hosts = new NetworkHosts(Math.max(...layout) + 1);
    const [head] = hosts.all;
    const world = String(layout.length);
    const where = ['--host', '0.0.0.0', '--port', PORT, '--insecure', '--run-dir', runDir];
    // Nobody trains on before the newcomer is there.
    const fewest = joins === undefined ? [] : ['--min-workers', world];
    const flags = [...where, '--workers', world, ...fewest, '--data-dir', await digits(), ...flagsOf(work)];
    const coordinator = start(['coordinator', jobOf(work.name), ...flags], { env, via: head.via });
    await coordinator.prints(/waiting for workers/);
    const startWorker = (host: number) => {
      const { via, address } = hosts.all[host]!;
      const args = ['--coordinator', `${head.address}:${PORT}`, '--peer-host', address, '--insecure'];
      return start(['worker', ...args, '--threads', '1'], { env, via });
    };
    const workers = layout.map(startWorker);
    const [witness] = workers;
    const reached = ({ type, step }: { type: string; step: number }) =>
      type === 'step' && step >= STEPS_PER_EPOCH / 2;
    await expect.poll(() => readEvents(runDir).some(reached), { timeout: 300_000 }).toBe(true);
    workers[victim]!.child.kill('SIGKILL');
    if (joins !== undefined) workers.push(startWorker(joins));
    const ends = await Promise.all([coordinator, ...workers].map(({ finished }) => finished));
    for (const [i, { code, stdout, stderr }] of ends.entries()) {
      if (i !== victim + 1) expect(code, stdout + stderr).toBe(0);
    }
    const { stdout, stderr } = await witness!.finished;
    const said = (stdout + stderr).matchAll(/all-reduce: two levels, (\d[^"\n]* streams)/g);
    const told = [...said].map(([, plan]) => plan);
    expect([told.at(0), told.at(-1)]).toEqual(plans);
    expectEqual(runDir, calmDir, work);
  },
);
