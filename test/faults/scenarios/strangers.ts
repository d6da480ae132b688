import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { Issued } from '../../../cli/certs/authority.ts';
import { type Certificates, readCertificates } from '../../../proto/certificates.ts';
import { type ErrorCode, LockstepError } from '../../../proto/errors.ts';
import { PROTOCOL_VERSION } from '../../../proto/services.ts';
import { CoordinatorClient } from '../../../worker/session/client.ts';
import { authority, days, member } from '../../support/certificates.ts';
import { writeDigits } from '../../support/digits.ts';
import { launch, type Running } from '../../support/process.ts';
import { badCalls } from '../hostile/calls.ts';
import { garbage } from '../hostile/garbage.ts';
import { seeded } from '../hostile/mutate.ts';
import { residentMb } from '../hostile/resident.ts';
import type { Row, Scenario } from '../scenario.ts';

const CONNECTIONS = 2_000;
const MAX_GROWTH_MB = 50;
const TOKEN = 'a-token-for-tests-0123456789';
const REGISTER_MS = 3_000;

/** Who knocks, and the code that tells it no. */
type Knock = [who: string, code: ErrorCode, token: string, tls?: Certificates];

/**
 * A coordinator and one of two workers wait; strangers connect to all their ports. Then the other worker comes,
 * and the run is the one that it would have been.
 */
export const strangers: Scenario = async ({ folder, repetitions, say }) => {
  const rows: Row[] = [];
  const own = authority();
  const folders = {
    coordinator: member(join(folder, 'coordinator'), own, 'coordinator'),
    worker: member(join(folder, 'worker'), own, 'worker'),
  };
  const data = writeDigits(join(folder, 'data'), 256, 64);
  const hashes: string[] = [];
  for (const tls of [false, true]) {
    const name = tls ? 'with TLS' : 'in the clear';
    const runDir = join(folder, tls ? 'tls' : 'clear');
    const protection = (role: 'coordinator' | 'worker') => (tls ? ['--tls', folders[role]] : []);
    const running: Running[] = [];
    const begin = (...args: string[]) => {
      const process = launch(args, { env: { LOCKSTEP_TOKEN: TOKEN } });
      running.push(process);
      return process;
    };
    try {
      const job = ['mnist-mlp', '--epochs', '1', '--batch-size', '32', '--reproducible'];
      const coordinator = begin(
        ...['coordinator', ...job, '--workers', '2', '--port', '0', '--metrics-port', '0'],
        ...['--data-dir', data, '--run-dir', runDir, ...protection('coordinator')],
      );
      const [, port] = await coordinator.prints(/"port":(\d+)/);
      const [, metrics] = await coordinator.prints(/"metricsPort":(\d+)/);
      const enter = (id: string, ...more: string[]) =>
        begin(
          ...['worker', '--coordinator', `127.0.0.1:${port}`, '--worker-id', id, '--peer-host', '127.0.0.1'],
          ...[...protection('worker'), ...more],
        );
      const peers = await freePort();
      const first = enter('worker-0', '--peer-port', String(peers));
      await coordinator.prints(/worker_ready/);
      const events = () => readFileSync(join(runDir, 'events.jsonl'), 'utf8');
      const ports = { coordinator: Number(port), metrics: Number(metrics), peers };
      const pids = [coordinator, first].map(({ child }) => child.pid!);
      const random = seeded(13);
      // The first round compiles code and fills pools; growth is what comes after.
      for (const target of Object.values(ports)) await garbage(target, 50, random);
      const before = { memory: pids.map(residentMb), events: events() };
      const count = repetitions(CONNECTIONS);
      let taken = 0;
      for (const [which, target] of Object.entries(ports)) {
        say(`${name}: ${count} connections to the port of ${which}`);
        taken += await garbage(target, count, random);
      }
      say(`${name}: ${count} calls with a wrong token`);
      const certificates = tls ? readCertificates(folders.worker, 'worker', Date.now()) : undefined;
      const rights = { token: WRONG, tls: certificates };
      const statuses = await badCalls(`127.0.0.1:${port}`, count, random, rights);
      const refused = [...statuses].join() === 'UNAUTHENTICATED';
      const grown = Math.max(...pids.map((pid, i) => residentMb(pid) - before.memory[i]!));
      const refusals = await Promise.all(
        (tls ? certificateKnocks(folder, own, folders.worker) : PLAIN_KNOCKS).map((one) =>
          refusal(`127.0.0.1:${port}`, one),
        ),
      );
      const unchanged = events() === before.events;
      enter('worker-1');
      const { code } = await coordinator.finished;
      const { weightsSha256 } = JSON.parse(readFileSync(join(runDir, 'summary.json'), 'utf8'));
      hashes.push(weightsSha256);
      const wrong = refusals.filter((refusal) => refusal !== undefined);
      const same = new Set(hashes).size === 1;
      rows.push({
        fault: `${count.toLocaleString('en')} garbage connections to each port, as many malformed calls; wrong token${tls ? ', no certificate, foreign authority, expired certificate' : ''} (${name})`,
        shown: `no crash, RSS growth < ${MAX_GROWTH_MB} MB, no state change, clear code`,
        result:
          `${taken.toLocaleString('en')} made; ${code === 0 ? 'no crash' : `ended with ${code}`}; RSS ${grown >= 0 ? '+' : ''}${grown.toFixed(0)} MB; ` +
          `${unchanged ? 'no state change' : 'events were added'}; ` +
          `${wrong.length === 0 && refused ? 'a clear code for each' : [...statuses, ...wrong].join(', ')}; ` +
          `${same ? 'the run as undisturbed' : 'other weights'}`,
        holds:
          taken === 3 * count &&
          code === 0 &&
          grown < MAX_GROWTH_MB &&
          unchanged &&
          wrong.length === 0 &&
          refused &&
          same,
      });
    } finally {
      for (const { child } of running) child.kill('SIGKILL');
    }
  }
  return rows;
};

const WRONG = 'not-the-token-0123456789';
const PLAIN_KNOCKS: Knock[] = [
  ['a wrong token', 'UNAUTHENTICATED', WRONG],
  ['no token', 'UNAUTHENTICATED', ''],
];

function certificateKnocks(folder: string, own: Issued, worker: string): Knock[] {
  const now = Date.now();
  const [good, other] = [readCertificates(worker, 'worker', now), authority()];
  const foreign = readCertificates(member(join(folder, 'foreign'), other, 'worker'), 'worker', now);
  const term = days(-3, -1);
  const old = member(join(folder, 'expired'), own, 'worker', { term });
  const expired = readCertificates(old, 'worker', term.from.getTime() + 1);
  const trusting = { ...foreign, context: { ...foreign.context, ca: own.certificate } };
  return [
    ['a wrong token', 'UNAUTHENTICATED', WRONG, good],
    ['no TLS', 'UNAUTHENTICATED', TOKEN],
    ['a foreign authority', 'UNAUTHENTICATED', TOKEN, foreign],
    // These trust the coordinator, which hangs up on them.
    ['a certificate of a foreign authority', 'UNREACHABLE', TOKEN, trusting],
    ['an expired certificate', 'UNREACHABLE', TOKEN, expired],
  ];
}

/** What was wrong about the answer; undefined where it was the right no. */
async function refusal(address: string, [who, code, token, tls]: Knock): Promise<string | undefined> {
  const client = new CoordinatorClient(address, token, tls);
  const request = {
    protocolVersion: PROTOCOL_VERSION,
    workerId: 'stranger',
    softwareVersion: '0',
    host: 'x',
  };
  try {
    await client.register(request, REGISTER_MS);
    return `${who} was let in`;
  } catch (error) {
    const got = error instanceof LockstepError ? error.code : String(error);
    return got === code ? undefined : `${who}: ${got}, not ${code}`;
  } finally {
    client.close();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
