// Holds the cost model of `lockstep estimate` to real steps over links of known bandwidth: every rank in a
// network namespace of its own, on one switch, each link capped by a token bucket. Needs root. Prints a table.
import { execFileSync } from 'node:child_process';
import { bundleJob } from '../dist/api/bundle.js';
import { loadJob } from '../dist/api/load.js';
import { median } from '../dist/base/median.js';
import { timeRanks } from '../dist/cli/bench/ranks.js';
import { predict } from '../dist/cli/estimate/cost.js';
import { measureMachine } from '../dist/cli/estimate/measure.js';

const NAME = `scale${process.pid % 10_000}`;
const SWITCH = `${NAME}-sw`;
const ROUNDS = 3;
const signal = new AbortController().signal;
const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });

/** `world` hosts on one switch whose links carry `mbit` each way; `use` gets their places. */
async function withHosts(world, mbit, use) {
  const hosts = Array.from({ length: world }, (_, i) => ({
    name: `${NAME}-${i}`,
    host: `10.214.7.${i + 1}`,
  }));
  try {
    run('ip', 'netns', 'add', SWITCH);
    run('ip', '-n', SWITCH, 'link', 'add', 'bridge', 'type', 'bridge');
    run('ip', '-n', SWITCH, 'link', 'set', 'bridge', 'up');
    for (const [i, { name, host }] of hosts.entries()) {
      run('ip', 'netns', 'add', name);
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
    return await use(hosts.map(({ name, host }) => ({ host, via: ['ip', 'netns', 'exec', name] })));
  } finally {
    for (const name of [SWITCH, ...hosts.map(({ name }) => name)]) {
      try {
        run('ip', 'netns', 'delete', name);
      } catch {
        // It was not made: the error that is on its way says why.
      }
    }
  }
}

/** Median ms of a step over rounds. */
async function measured(task, places) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { seconds } = await timeRanks({ transport: 'tcp', reproducible: false, ...task }, signal, places);
    rounds.push(1000 * median(seconds));
  }
  return median(rounds);
}

console.log('| what | ranks | link | predicted, ms | measured, ms | predicted / measured |');
console.log('| --- | --- | --- | --- | --- | --- |');
const row = (what, world, mbit, predicted, actual) =>
  console.log(
    `| ${what} | ${world} | ${mbit} Mbit/s | ${predicted.toFixed(1)} | ${actual.toFixed(1)} | ${(predicted / actual).toFixed(2)} |`,
  );
const network = (mbit) => ({ latencyMs: 0, bytesPerMs: (mbit * 1e6) / 8 / 1000 });

let machine;
for (const [job, batch, steps] of [
  ['mnist-mlp', 128, 40],
  ['mnist-cnn', 128, 8],
  ['imdb-lstm', 32, 15],
]) {
  const loaded = loadJob((await bundleJob(job)).source);
  machine = await measureMachine(job, loaded, batch, () => {}, signal);
  for (const mbit of [1000, 300, 100]) {
    const { stepMs } = predict(machine, network(mbit), { workers: 2, batch, bytes: machine.bytes });
    const task = { what: job, size: batch, steps, world: 2 };
    row(job, 2, mbit, stepMs, await withHosts(2, mbit, (places) => measured(task, places)));
  }
}
// More ranks than cores share them, so of these the sum alone is told, over links slow enough to decide.
const still = { ...machine, compute: { fixedMs: 0, msPerUnit: 0 }, applyMs: 0 };
for (const [world, bytes, mbit] of [
  [4, 1_628_200, 100],
  [4, 65_536, 100],
  [8, 1_628_200, 100],
  [8, 262_144, 100],
  [6, 262_144, 100],
]) {
  const { reduceMs, algorithm } = predict(still, network(mbit), { workers: world, batch: world, bytes });
  const task = { what: 'all-reduce', size: bytes, steps: 10, world };
  const actual = await withHosts(world, mbit, (places) => measured(task, places));
  row(`${bytes} bytes, ${algorithm}`, world, mbit, reduceMs, actual);
}
