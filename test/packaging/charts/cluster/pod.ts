import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { entryScript, type Place } from './container.ts';
import type { Host } from './network.ts';

// biome-ignore lint/suspicious/noExplicitAny: the schemas test holds the types
type Any = any;

/** Executes a probe; resolves with what is wrong, or with nothing. */
export type Prober = (probe: Any, address: string) => Promise<string | undefined>;

/** One pod, kept as a kubelet keeps it: started again when it ends, probed, ended in good order. */
export class Pod {
  readonly name: string;
  readonly host: Host;
  /** Everything that its containers have printed. */
  log = '';
  /** What ended its containers, one after the other: an exit code or a signal. */
  readonly ends: (number | string)[] = [];
  /** Why the liveness probe had it killed. */
  readonly sick: string[] = [];
  readonly #spec: Any;
  readonly #script: string;
  readonly #probe: Prober;
  #process: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #ready: Promise<void> = Promise.resolve();
  #isReady = false;
  #removed = false;

  constructor(name: string, spec: Any, host: Host, place: Place, prober: Prober) {
    this.name = name;
    this.host = host;
    this.#spec = spec;
    this.#script = entryScript(name, spec, spec.containers[0], place);
    this.#probe = (probe, address) => prober(withPortNumbers(probe, spec.containers[0].ports), address);
  }

  start(): void {
    const own = ['unshare', '--mount', '--pid', '--uts', '--fork'];
    const words = ['netns', 'exec', this.host.name, ...own, 'sh', '-c', this.#script];
    const child = spawn('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.log += text));
    const life = new AbortController();
    this.#isReady = false;
    this.#ready = this.#watch(life.signal).catch((cause) => {
      throw new Error(`${this.name} ended before it was ready`, { cause });
    });
    this.#ready.catch(() => undefined);
    this.#ended = once(child, 'close').then(([code, signal]) => {
      life.abort();
      this.#isReady = false;
      this.ends.push(code ?? signal);
      if (this.#spec.restartPolicy !== 'Never' && !this.#removed) this.start();
    });
  }

  /** Resolves when its readiness probe says yes. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  async says(text: string): Promise<void> {
    while (!this.log.includes(text)) await delay(50);
  }

  async ended(): Promise<void> {
    await this.#ended;
  }

  /** The kernel ends it, as for want of memory; it is started again. */
  async kill(): Promise<void> {
    const ended = this.#ended;
    process.kill(this.#pid(), 'SIGKILL');
    await ended;
  }

  /** preStop, SIGTERM, and SIGKILL after the grace period. */
  async remove(): Promise<void> {
    this.#removed = true;
    if (this.#over) return;
    if (childrenOf(this.#process!.pid!).length === 0) {
      this.destroy();
      await this.#ended;
      return;
    }
    const grace = setTimeout(() => this.destroy(), 1000 * this.#spec.terminationGracePeriodSeconds);
    const command = this.#spec.containers[0].lifecycle?.preStop.exec.command;
    if (command) {
      const inside = ['--target', String(this.#pid()), '--mount', '--pid', '--net', '--root', '--wd=/'];
      const [code] = await once(spawn('nsenter', [...inside, ...command], { stdio: 'inherit' }), 'close');
      if (code !== 0) throw new Error(`preStop of ${this.name} ends with ${code}`);
    }
    // It may have ended by itself meanwhile.
    if (!this.#over) process.kill(this.#pid(), 'SIGTERM');
    await this.#ended;
    clearTimeout(grace);
  }

  destroy(): void {
    this.#removed = true;
    if (this.#over) return;
    const { pid } = this.#process!;
    // Before the container's first process there is only the one that makes its namespaces.
    const children = childrenOf(pid!);
    for (const one of children.length > 0 ? children : [pid!]) process.kill(one, 'SIGKILL');
  }

  get #over(): boolean {
    return this.#process!.exitCode !== null || this.#process!.signalCode !== null;
  }

  /** Of the container's first process, as this machine counts. */
  #pid(): number {
    const [first] = childrenOf(this.#process!.pid!);
    if (first === undefined) throw new Error(`${this.name} has no container:\n${this.log}`);
    return first;
  }

  /** Probes while the container lives; resolves when it is ready. Ten times as often as written until then. */
  async #watch(life: AbortSignal): Promise<void> {
    const { startupProbe, readinessProbe, livenessProbe } = this.#spec.containers[0];
    for (const probe of [startupProbe, readinessProbe]) {
      while (probe && (await this.#probe(probe, this.host.address)) !== undefined) {
        await delay(100 * probe.periodSeconds, undefined, { signal: life });
      }
    }
    this.#isReady = true;
    if (livenessProbe) this.#guard(livenessProbe, life).catch(() => undefined);
  }

  async #guard(probe: Any, life: AbortSignal): Promise<void> {
    for (let failures = 0; failures < probe.failureThreshold; ) {
      await delay(1000 * probe.periodSeconds, undefined, { signal: life });
      const trouble = await this.#probe(probe, this.host.address);
      failures = trouble === undefined ? 0 : failures + 1;
      if (failures === probe.failureThreshold) this.sick.push(trouble!);
    }
    await this.kill();
  }
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

/** A probe may name its port as the container does. */
function withPortNumbers(probe: Any, ports: { name: string; containerPort: number }[]): Any {
  const entries = Object.entries(probe).map(([key, value]: [string, Any]) => {
    const named = ports.find(({ name }) => name === value?.port);
    return [key, named ? { ...value, port: named.containerPort } : value];
  });
  return Object.fromEntries(entries);
}
