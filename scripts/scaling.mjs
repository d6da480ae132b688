// Holds the cost model of `lockstep estimate` to real steps over links of known bandwidth: every host a network
// namespace, on one switch, each link capped by a token bucket. Needs root. Prints a table of hosts with one rank each,
// with PyTorch DDP and Gloo in the same places, and one of hosts with several: two levels beside one, and what the busiest
// host sends. Steps go through samples of the job's data (LOCKSTEP_DATA_DIR, else what an earlier run has
// fetched, else its stand-in).
//
//     node scripts/scaling.mjs [job, Mbit/s, sums or hosts ...]   those rows alone, as in `imdb-lstm 1000`
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleJob } from '../dist/api/bundle.js';
import { loadJob } from '../dist/api/load.js';
import { median } from '../dist/base/median.js';
import { certificatesIn } from '../dist/cli/bench/certificates.js';
import { Peers } from '../dist/cli/bench/peers.js';
import { timeRanks } from '../dist/cli/bench/ranks.js';
import { predict } from '../dist/cli/estimate/cost.js';
import { measureMachine } from '../dist/cli/estimate/measure.js';
import { Terminal } from '../dist/cli/terminal/terminal.js';

const NAME = `scale${process.pid % 10_000}`;
const SWITCH = `${NAME}-sw`;
const ROUNDS = 3;
const signal = new AbortController().signal;
const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });

/** Names of the namespaces that are there. A signal leaves none behind. */
const namespaces = new Set();
process.once('exit', () => {
  for (const name of namespaces) run('ip', 'netns', 'delete', name);
});
// Not once: `timeout` sends two, and the second must not end what the first began.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => process.exit(1));

function addNamespace(name) {
  run('ip', 'netns', 'add', name);
  namespaces.add(name);
}

/** Hosts on one switch whose links carry `mbit` each way; `use` gets the places of ranks. @param layout by rank, its host */
async function withHosts(layout, mbit, use) {
  const hosts = Array.from({ length: Math.max(...layout) + 1 }, (_, i) => ({
    name: `${NAME}-${i}`,
    host: `10.214.7.${i + 1}`,
  }));
  try {
    addNamespace(SWITCH);
    run('ip', '-n', SWITCH, 'link', 'add', 'bridge', 'type', 'bridge');
    run('ip', '-n', SWITCH, 'link', 'set', 'bridge', 'up');
    for (const [i, { name, host }] of hosts.entries()) {
      addNamespace(name);
      run(
        'ip',
        'link',
        'add',
        'eth0',
        'netns',
        name,
        'type',
        'veth',
        'peer',
        'name',
        `port${i}`,
        'netns',
        SWITCH,
      );
      run('ip', '-n', SWITCH, 'link', 'set', `port${i}`, 'master', 'bridge', 'up');
      run('ip', '-n', name, 'address', 'add', `${host}/24`, 'dev', 'eth0');
      for (const link of ['lo', 'eth0']) run('ip', '-n', name, 'link', 'set', link, 'up');
      // A small bucket, since a full one gives its bytes away for free, and a queue that drops nothing.
      const bucket = ['rate', `${mbit}mbit`, 'burst', `${Math.max(16, mbit / 8)}kb`, 'latency', '2s'];
      run('tc', '-n', name, 'qdisc', 'add', 'dev', 'eth0', 'root', 'tbf', ...bucket);
    }
    return await use(
      layout.map((i) => ({ host: hosts[i].host, via: ['ip', 'netns', 'exec', hosts[i].name] })),
      () => hosts.map(({ name }) => sentFrom(name)),
    );
  } finally {
    for (const name of namespaces) {
      namespaces.delete(name);
      run('ip', 'netns', 'delete', name);
    }
  }
}

/** Bytes that a host has sent, with the heads of packets. */
function sentFrom(name) {
  const counter = '/sys/class/net/eth0/statistics/tx_bytes';
  return Number(execFileSync('ip', ['netns', 'exec', name, 'cat', counter], { encoding: 'utf8' }));
}

const alone = (world) => Array.from({ length: world }, (_, i) => i);

/**
 * Median ms of a step over rounds, and the bytes that rank 0 sends in it; and the ms of a peer's, which takes turns,
 * undefined where there is none.
 */
async function measured(task, places, peer) {
  const [ours, theirs] = [[], []];
  let sent;
  for (let round = 0; round < ROUNDS; round++) {
    const whole = { transport: 'tcp', reproducible: false, ...task };
    const { seconds, sentBytes } = await timeRanks(whole, signal, places);
    sent = sentBytes;
    ours.push(1000 * median(seconds));
    const other = peer && (await peers.timeAt(peer, { ...task, workers: task.world }, places, signal));
    if (other?.absent) console.error(`${peer} is absent: ${other.absent}`);
    if (other?.seconds) theirs.push(1000 * median(other.seconds));
  }
  return { ms: median(ours), sent, peerMs: theirs.length > 0 ? median(theirs) : undefined };
}

const peers = await Peers.open(new Terminal(), signal);
const titles = 'what | ranks | link | predicted, ms | measured, ms | predicted / measured | MB a rank sends';
console.log(`| ${titles} | DDP + Gloo, ms |`);
console.log(`| ${'--- | '.repeat(8)}`);
const row = (what, world, mbit, predicted, { ms, sent, peerMs }) => {
  const megabytes = sent === undefined ? '' : (sent / 1e6).toFixed(2);
  const figures = [predicted.toFixed(1), ms.toFixed(1), (predicted / ms).toFixed(2), megabytes];
  const beside = peerMs === undefined ? '' : `${peerMs.toFixed(1)} (${(peerMs / ms).toFixed(2)} times)`;
  console.log(`| ${what} | ${world} | ${mbit} Mbit/s | ${figures.join(' | ')} | ${beside} |`);
};
/** Hosts here share the processors of this machine. */
const oneOf = (hosts, machine) => ({ ...machine, cores: machine.cores / hosts });
const network = (mbit) => ({ latencyMs: 0, bytesPerMs: (mbit * 1e6) / 8 / 1000 });

const JOBS = [
  ['mnist-mlp', 128, 40],
  ['mnist-cnn', 128, 8],
  ['imdb-lstm', 32, 15],
];
const MBITS = [1000, 300, 100];
const named = process.argv.slice(2);
const isLink = (name) => MBITS.includes(Number(name));
const [links, parts] = [named.filter(isLink), named.filter((name) => !isLink(name))];
const wants = (part) => parts.includes(part) || named.length === 0;
async function measure(job, batch, tls) {
  const loaded = loadJob((await bundleJob(job)).source);
  return await measureMachine(job, loaded, batch, tls, () => {}, signal);
}
for (const [job, batch, steps] of JOBS) {
  if (parts.length > 0 && !parts.includes(job)) continue;
  const machine = await measure(job, batch);
  for (const mbit of MBITS) {
    if (links.length > 0 && !links.includes(String(mbit))) continue;
    const { stepMs } = predict(oneOf(2, machine), network(mbit), {
      workers: 2,
      batch,
      bytes: machine.bytes,
      slices: machine.slices,
    });
    const task = { what: job, size: batch, steps, world: 2, samples: true };
    row(job, 2, mbit, stepMs, await withHosts(alone(2), mbit, (places) => measured(task, places, 'ddp')));
  }
}
// More ranks than cores share them, so of these the sum alone is told, over links slow enough to decide.
const SUMS = [
  [4, 1_628_200, 100],
  [4, 65_536, 100],
  [8, 1_628_200, 100],
  [8, 262_144, 100],
  [6, 262_144, 100],
];
const still = { compute: { fixedMs: 0, msPerUnit: 0 }, applyMs: 0, unsteadiness: [1] };
const ours = wants('sums') ? await measure('mnist-mlp', 128) : undefined;
for (const [world, bytes, mbit] of wants('sums') ? SUMS : []) {
  const { reduceMs, algorithm } = predict({ ...ours, ...still }, network(mbit), {
    workers: world,
    batch: world,
    bytes,
  });
  const task = { what: 'all-reduce', size: bytes, steps: 10, world };
  const actual = await withHosts(alone(world), mbit, (places) => measured(task, places));
  row(`${bytes} bytes, ${algorithm}`, world, mbit, reduceMs, actual);
}

// Hosts of several ranks.
const LINK = 1000;
const LAYOUTS = [
  [0, 0, 1, 1],
  [0, 1, 0, 1],
  [0, 0, 0, 1],
  [0, 0, 1, 1, 2, 2],
];
const SIZES = [1_628_200, 10_800_000, 64_000_000, 100_000_000];
const columns =
  'bytes | hosts of the ranks | links | predicted, ms | two levels, ms | one, ms | MB a host sends | with one | two levels, algorithm bandwidth, GB/s | bus bandwidth, GB/s';
if (wants('hosts')) console.log(`\n| ${columns} |\n| ${'--- | '.repeat(10)}`);
const folder = mkdtempSync(join(tmpdir(), 'lockstep-scaling-'));
try {
  for (const [kind, tls, layouts] of [
    ['TCP', undefined, LAYOUTS],
    ['TLS', certificatesIn(folder), LAYOUTS.slice(0, 1)],
  ]) {
    if (!wants('hosts')) break;
    const machine = await measure('mnist-mlp', 128, tls);
    for (const layout of layouts) {
      for (const bytes of layout === LAYOUTS[0] ? [4096, 65_536, ...SIZES, 256_000_000] : SIZES) {
        const world = layout.length;
        const perHost = Math.max(...alone(world).map((host) => layout.filter((at) => at === host).length));
        const step = { workers: world, batch: world, bytes, ranksPerHost: perHost };
        const { reduceMs } = predict({ ...machine, ...still }, network(LINK), step);
        const [two, one] = await withHosts(layout, LINK, async (places, sent) => [
          await timed({ bytes, world, transport: 'auto', tls }, places, sent),
          await timed({ bytes, world, transport: 'tcp', tls }, places, sent),
        ]);
        const figures = [reduceMs, two.ms, one.ms, two.megabytes, one.megabytes].map((n) => n.toFixed(1));
        // As nccl-tests define them: bytes of a rank's buffer a second, and what the links carry then.
        const algorithm = bytes / two.ms / 1e6;
        const bandwidths = [algorithm, (algorithm * 2 * (world - 1)) / world].map((n) => n.toPrecision(3));
        const cells = [bytes, layout.join(' '), kind, ...figures, ...bandwidths];
        console.log(`| ${cells.join(' | ')} |`);
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Median ms of a sum, and megabytes that the busiest host sends in it. */
async function timed({ bytes, world, transport, tls }, places, sent) {
  const steps = bytes > 2e7 ? 5 : 20;
  const before = sent();
  const task = { what: 'all-reduce', size: bytes, steps, world, transport, tls, reproducible: false };
  const { seconds } = await timeRanks(task, signal, places);
  // As many as `cli/bench/rank.ts` makes before it measures.
  const sums = steps + Math.max(3, Math.floor(steps / 5));
  const most = Math.max(...sent().map((total, host) => total - before[host]));
  return { ms: 1000 * median(seconds), megabytes: most / sums / 1e6 };
}
