import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorCode, LockstepError } from '../../../base/errors.ts';
import type { Issued } from '../../../cli/certs/authority.ts';
import { type Certificates, readCertificates } from '../../../net/certificates.ts';
import { PROTOCOL_VERSION } from '../../../proto/services.ts';
import { CoordinatorClient } from '../../../worker/session/client.ts';
import { authority, days, member } from '../../support/certificates.ts';
import { writeDigits } from '../../support/digits.ts';
import { freePort } from '../../support/free-port.ts';
import { launch, type Running } from '../../support/process.ts';
import { badCalls } from '../hostile/calls.ts';
import { garbage } from '../hostile/garbage.ts';
import { seeded } from '../hostile/mutate.ts';
import { residentMb } from '../hostile/resident.ts';
import type { Row, Scenario } from '../scenario.ts';

const CONNECTIONS = 2_000;
const MAX_GROWTH_MB = 50;
const TOKEN = 'a-token-for-tests-0123456789';
/** Longest until a coordinator says no, on however busy a machine; and how long one that says nothing is asked. */
const [ANSWER_MS, SILENCE_MS] = [60_000, 3_000];

/** Who knocks, and the code that tells it no. */
type Knock = [who: string, code: ErrorCode, token: string, tls?: Certificates];

const JOB = ['mnist-mlp', '--epochs', '1', '--batch-size', '32', '--reproducible'];

/**
 * A coordinator and one of two workers wait; strangers connect to all their ports. Then the other worker comes,
 * and the run is the one that it would have been.
 */
export const strangers: Scenario = async ({ folder, repetitions, say }) => {
  const count = repetitions(CONNECTIONS);
  const data = ['--data-dir', writeDigits(join(folder, 'data'), 256, 64)];
  const undisturbed = join(folder, 'undisturbed');
  await launch(['train', ...JOB, ...data, '--workers', '1', '--run-dir', undisturbed]).finished;
  const own = authority();
  const worker = member(join(folder, 'worker'), own, 'worker');
  const coordinator = member(join(folder, 'coordinator'), own, 'coordinator');
  const plain = { name: 'in the clear', runDir: join(folder, 'clear'), data, flags: NO_FLAGS };
  const secured = {
    ...{ name: 'with TLS', runDir: join(folder, 'tls'), data },
    flags: { coordinator: ['--tls', coordinator], worker: ['--tls', worker] },
    tls: readCertificates(worker, 'worker', Date.now()),
  };
  const expected = weightsOf(undisturbed);
  return [
    await besiege(plain, 'wrong token, no token', PLAIN_KNOCKS, count, expected, say),
    await besiege(
      secured,
      'wrong token, no certificate, foreign authority, expired certificate',
      certificateKnocks(folder, own, secured.tls),
      count,
      expected,
      say,
    ),
  ];
};

const NO_FLAGS = { coordinator: [], worker: [] };

interface Setting {
  readonly name: string;
  readonly runDir: string;
  readonly data: readonly string[];
  readonly flags: Readonly<Record<'coordinator' | 'worker', readonly string[]>>;
  readonly tls?: Certificates;
}

async function besiege(
  setting: Setting,
  knocking: string,
  knocks: readonly Knock[],
  count: number,
  expected: string,
  say: (text: string) => void,
): Promise<Row> {
  const { name, runDir, tls } = setting;
  await using site = await Site.open(setting);
  const address = `127.0.0.1:${site.ports.coordinator}`;
  const random = seeded(13);
  // The first round compiles code and fills pools; growth is what comes after.
  for (const port of Object.values(site.ports)) await garbage(port, 50, random);
  const [memory, events] = [site.memory(), site.events()];
  let taken = 0;
  for (const [which, port] of Object.entries(site.ports)) {
    say(`${name}: ${count} connections to the port of ${which}`);
    taken += await garbage(port, count, random);
  }
  say(`${name}: ${count} calls with a wrong token`);
  const statuses = await badCalls(address, count, random, { token: WRONG, tls });
  const grown = Math.max(...site.memory().map((now, i) => now - memory[i]!));
  const answers = await Promise.all(knocks.map((probe) => wrongAnswer(address, probe)));
  const unchanged = site.events() === events;
  site.enter('worker-1');
  const { code } = await site.coordinator.finished;
  const wrong = answers.filter((answer) => answer !== undefined);
  const clear = wrong.length === 0 && [...statuses].join() === 'UNAUTHENTICATED';
  const same = code === 0 && weightsOf(runDir) === expected;
  const each = count.toLocaleString('en');
  const said = [
    `${taken.toLocaleString('en')} connections made`,
    code === 0 ? 'no crash' : `ended with ${code}`,
    `RSS ${grown >= 0 ? '+' : ''}${grown.toFixed(0)} MB`,
    unchanged ? 'no state change' : 'events were added',
    clear ? 'a clear code for each' : [...statuses, ...wrong].join(', '),
    same ? 'weights of the undisturbed run' : 'other weights',
  ];
  return {
    fault: `${each} garbage connections to each port, as many malformed calls; ${knocking} (${name})`,
    shown: `no crash, RSS growth < ${MAX_GROWTH_MB} MB, no state change, clear code`,
    result: said.join('; '),
    holds: taken === 3 * count && grown < MAX_GROWTH_MB && unchanged && clear && same,
  };
}

/** A coordinator that waits for two workers, and one of them. */
class Site {
  readonly #setting: Setting;
  readonly #running: Running[] = [];
  readonly ports = { coordinator: 0, metrics: 0, peers: 0 };
  coordinator!: Running;

  static async open(setting: Setting): Promise<Site> {
    const site = new Site(setting);
    const { runDir, data, flags } = setting;
    site.coordinator = site.#launch(
      ...['coordinator', ...JOB, ...data, '--workers', '2', '--port', '0', '--metrics-port', '0'],
      ...['--run-dir', runDir, ...flags.coordinator],
    );
    const { ports, coordinator } = site;
    ports.coordinator = Number((await coordinator.prints(/"port":(\d+)/))[1]);
    ports.metrics = Number((await coordinator.prints(/"metricsPort":(\d+)/))[1]);
    ports.peers = await freePort();
    site.enter('worker-0', '--peer-port', String(ports.peers));
    await coordinator.prints(/worker_ready/);
    return site;
  }

  private constructor(setting: Setting) {
    this.#setting = setting;
  }

  enter(id: string, ...more: string[]): void {
    const where = ['--coordinator', `127.0.0.1:${this.ports.coordinator}`, '--peer-host', '127.0.0.1'];
    this.#launch('worker', ...where, '--worker-id', id, ...this.#setting.flags.worker, ...more);
  }

  events(): string {
    return readFileSync(join(this.#setting.runDir, 'events.jsonl'), 'utf8');
  }

  /** Of every process, in MB. */
  memory(): number[] {
    return this.#running.map(({ child }) => residentMb(child.pid!));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#running.map((running) => running.end()));
  }

  #launch(...args: string[]): Running {
    const process = launch(args, { env: { LOCKSTEP_TOKEN: TOKEN } });
    this.#running.push(process);
    return process;
  }
}

function weightsOf(runDir: string): string {
  return JSON.parse(readFileSync(join(runDir, 'summary.json'), 'utf8')).weightsSha256;
}

const WRONG = 'not-the-token-0123456789';
const PLAIN_KNOCKS: Knock[] = [
  ['a wrong token', 'UNAUTHENTICATED', WRONG],
  ['no token', 'UNAUTHENTICATED', ''],
];

function certificateKnocks(folder: string, own: Issued, good: Certificates): Knock[] {
  const [now, other] = [Date.now(), authority()];
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
async function wrongAnswer(address: string, [who, code, token, tls]: Knock): Promise<string | undefined> {
  const client = new CoordinatorClient(address, token, tls);
  const request = {
    protocolVersion: PROTOCOL_VERSION,
    workerId: 'stranger',
    softwareVersion: '0',
    host: 'x',
  };
  try {
    await client.register(request, code === 'UNREACHABLE' ? SILENCE_MS : ANSWER_MS);
    return `${who} was let in`;
  } catch (error) {
    const got = error instanceof LockstepError ? error.code : String(error);
    return got === code ? undefined : `${who}: ${got}, not ${code}`;
  } finally {
    client.close();
  }
}
