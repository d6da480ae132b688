// What watching a run costs: the same run with nobody looking, and with NATS, metrics scraped from every process
// each second, and a live page open, taking turns. Usage: node scripts/observe-cost.mjs [rounds] [epochs]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval as every } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { median } from '../dist/base/median.js';

const [rounds = 5, epochs = 3] = process.argv.slice(2).map(Number);
const WORKERS = 2;
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lockstep-cost-'));
const env = { ...process.env, LOCKSTEP_TOKEN: 'a-token-for-measurements' };

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const ended = (child) => new Promise((resolve) => child.once('close', resolve));
const lockstep = (args) => spawn(process.execPath, [main, ...args], { env, stdio: 'ignore' });

/** Samples a second of one run. */
async function run(name, nats) {
  const runDir = join(folder, name);
  const [port, ...pages] = await Promise.all(Array.from({ length: 2 + WORKERS }, freePort));
  const watched = (index) => (nats ? ['--metrics-port', String(pages[index])] : []);
  const coordinator = lockstep([
    ...[
      'coordinator',
      'mnist-mlp',
      '--workers',
      String(WORKERS),
      '--port',
      String(port),
      '--run-dir',
      runDir,
    ],
    ...['--epochs', String(epochs), ...watched(0), ...(nats ? ['--nats', nats] : [])],
  ]);
  const ends = ended(coordinator);
  const workers = Array.from({ length: WORKERS }, (_, i) =>
    lockstep([
      ...['worker', '--coordinator', `127.0.0.1:${port}`, '--worker-id', `worker-${i}`],
      ...['--peer-host', '127.0.0.1', '--threads', '1', ...watched(1 + i)],
    ]),
  );
  const scrape = (page) => fetch(`http://127.0.0.1:${page}/metrics`).then((answer) => answer.text());
  const looking = nats && every(() => pages.map((page) => scrape(page).catch(() => undefined)), 1_000);
  const reading = new AbortController();
  if (nats) readPage(pages[0], reading.signal);
  await ends;
  clearInterval(looking);
  reading.abort();
  await Promise.all(workers.map((worker) => (worker.exitCode === null ? ended(worker) : undefined)));
  return JSON.parse(readFileSync(join(runDir, 'summary.json'), 'utf8')).samplesPerSecond;
}

/** Reads what the live page reads, as soon as it is served. */
async function readPage(port, signal) {
  while (!signal.aborted) {
    try {
      const { body } = await fetch(`http://127.0.0.1:${port}/events`, { signal });
      for await (const _ of body);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const natsPort = await freePort();
const server = spawn('nats-server', [
  '-js',
  '-sd',
  join(folder, 'nats'),
  '-p',
  String(natsPort),
  '-a',
  '127.0.0.1',
]);
const results = { alone: [], watched: [] };
try {
  for (let round = 0; round < rounds; round++) {
    results.alone.push(await run(`alone-${round}`));
    results.watched.push(await run(`watched-${round}`, `nats://127.0.0.1:${natsPort}`));
    console.log(
      `round ${round + 1}: ${results.alone.at(-1)} alone, ${results.watched.at(-1)} watched (samples/s)`,
    );
  }
  const [alone, watched] = [median(results.alone), median(results.watched)];
  console.log(
    `median ${alone} alone, ${watched} watched: ${(100 * (1 - watched / alone)).toFixed(1)} % less`,
  );
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
