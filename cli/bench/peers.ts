import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheDir } from '../flags.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Case } from './cases.ts';
import { LONGEST_MS, type Place } from './ranks.ts';

const run = promisify(execFile);
const PEER = fileURLToPath(new URL('peer.py', import.meta.url));

/** What a round of a contender gave, or why it gave nothing. */
export type Measured =
  | { readonly seconds: readonly number[]; readonly memoryBytes?: number | undefined }
  | { readonly absent: string };

/** PyTorch and Keras in an environment of their own; `python` is why not, where they cannot be had. */
export class Peers {
  readonly #python: string | { readonly absent: string };

  private constructor(python: string | { readonly absent: string }) {
    this.#python = python;
  }

  /** Sets the environment up where it is not yet. */
  static async open(terminal: Terminal, signal: AbortSignal): Promise<Peers> {
    const folder = join(cacheDir(), 'bench');
    const python = join(folder, 'bin/python');
    const options = { signal, timeout: LONGEST_MS };
    try {
      if (!existsSync(python)) await run('python3', ['-m', 'venv', folder], options);
      const ready = await run(python, ['-c', 'import torch, torchvision, keras, numpy'], options).catch(
        () => undefined,
      );
      if (!ready) {
        terminal.print('Setting up PyTorch and Keras (pip), once');
        const install = ['-m', 'pip', 'install', '--quiet', '--retries', '0'];
        await run(python, [...install, 'torch', 'torchvision', 'tensorflow-cpu', 'numpy'], options);
      }
      return new Peers(python);
    } catch (error) {
      signal.throwIfAborted();
      return new Peers({ absent: reasonOf(error) });
    }
  }

  /** Runs a script of this folder in as many processes as PyTorch's launcher starts. */
  async torchrun(
    processes: number,
    [script, ...args]: readonly [string, ...string[]],
    signal: AbortSignal,
  ): Promise<{ readonly stdout: string } | { readonly absent: string }> {
    const launcher = ['-m', 'torch.distributed.run', '--standalone', '--nproc_per_node', String(processes)];
    return await this.python([script, ...args], signal, launcher);
  }

  /** Runs a script of this folder, one thread a process. @param launcher what stands before it */
  async python(
    [script, ...args]: readonly [string, ...string[]],
    signal: AbortSignal,
    launcher: readonly string[] = [],
  ): Promise<{ readonly stdout: string } | { readonly absent: string }> {
    if (typeof this.#python !== 'string') return this.#python;
    const file = fileURLToPath(new URL(script, import.meta.url));
    const env = { ...process.env, OMP_NUM_THREADS: '1' };
    try {
      return await run(this.#python, [...launcher, file, ...args], { signal, timeout: LONGEST_MS, env });
    } catch (error) {
      signal.throwIfAborted();
      return { absent: reasonOf(error) };
    }
  }

  /** A peer of one rank a place, all on networks of their own; its links go by `eth0`. */
  async timeAt(peer: string, one: Case, places: readonly Place[], signal: AbortSignal): Promise<Measured> {
    const python = this.#python;
    if (typeof python !== 'string') return python;
    const ranks = places.map(async ({ via }, rank) => {
      const group = { RANK: String(rank), MASTER_ADDR: places[0]!.host, MASTER_PORT: '29500' };
      const env = { ...process.env, ...group, GLOO_SOCKET_IFNAME: 'eth0' };
      return await timePeer([...via, python], peer, one, signal, env);
    });
    return (await Promise.all(ranks))[0]!;
  }

  async time(peer: string, one: Case, signal: AbortSignal): Promise<Measured> {
    return typeof this.#python === 'string'
      ? await timePeer([this.#python], peer, one, signal)
      : this.#python;
  }
}

/** Times a peer. @param python the command of a Python that has what it needs */
export async function timePeer(
  [command, ...before]: readonly string[],
  peer: string,
  { what, size, steps, workers }: Case,
  signal: AbortSignal,
  env = process.env,
): Promise<Measured> {
  const args = [...before, PEER, peer, what, String(size), String(steps), String(workers)];
  try {
    const { stdout } = await run(command!, args, { signal, timeout: LONGEST_MS, maxBuffer: 1 << 26, env });
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Measured;
  } catch (error) {
    signal.throwIfAborted();
    return { absent: reasonOf(error) };
  }
}

/** The last thing that a program said before it failed. */
function reasonOf(error: unknown): string {
  const { killed, stderr, message } = error as { killed?: boolean; stderr?: string; message: string };
  if (killed) return `took longer than ${LONGEST_MS / 1000} s`;
  const said = (stderr ?? '').split('\n').filter((line) => /^\S*(Error|Exception)\b/.test(line.trim()));
  return (said.at(-1) ?? stderr?.trim().split('\n').at(-1) ?? message).trim().slice(0, 200) || message;
}
