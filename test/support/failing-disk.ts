/** A file system that refuses: calls on files of one name fail, from the nth on, until it is mended. */
import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a file system says, and how it numbers it (Linux). */
export const ERRORS = { EIO: 5, EACCES: 13, ENOTDIR: 20, ENOSPC: 28, EROFS: 30, EDQUOT: 122 } as const;
export type DiskError = keyof typeof ERRORS;

/** The calls by which a file comes to be. */
export type Moment = 'open' | 'write' | 'sync' | 'rename';

export interface DiskFault {
  /** Of the paths that are refused, relative to whatever folder. */
  readonly file: RegExp;
  readonly moment: Moment;
  readonly error: DiskError;
  /** The first of these calls that fails, counted from 1. */
  readonly from: number;
}

/** Puts a fault under `node:fs`. `mend` takes it away; `calls` counts those that it would have been asked about. */
export async function failingDisk(fault: DiskFault): Promise<{ mend: () => void; calls: () => number }> {
  let count = 0;
  const names = new Map<number, string>();
  const refused = (moment: Moment, path: unknown): NodeJS.ErrnoException | undefined => {
    if (moment !== fault.moment || !fault.file.test(String(path))) return undefined;
    if (++count < fault.from) return undefined;
    const syscall = moment === 'sync' ? 'fsync' : moment;
    const message = `${fault.error}: injected, ${syscall} '${path}'`;
    return Object.assign(new Error(message), {
      code: fault.error,
      errno: -ERRORS[fault.error],
      syscall,
      path: String(path),
    });
  };
  const probe = await open(join(tmpdir(), `lockstep-probe-${process.pid}-${Math.random()}`), 'w');
  const handles = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  const undo: (() => void)[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: functions of many shapes
  const patch = (target: any, name: string, make: (real: (...args: any[]) => any) => unknown) => {
    const real = target[name];
    target[name] = make(real);
    undo.push(() => {
      target[name] = real;
    });
  };
  /** Calls with a path or a descriptor first, that throw. */
  const sync = (name: string, moment: Moment) =>
    patch(fs, name, (real) => (at: string | number, ...args: unknown[]) => {
      const path = typeof at === 'number' ? names.get(at) : at;
      const error = path === undefined ? undefined : refused(moment, path);
      if (error) throw error;
      const given = real.call(fs, at, ...args);
      if (name === 'openSync') names.set(given as number, String(at));
      return given;
    });
  /** The same with a callback last. */
  const back = (name: string, moment: Moment) =>
    patch(fs, name, (real) => (at: string | number, ...args: unknown[]) => {
      const done = args.at(-1) as (error: unknown, given?: unknown) => void;
      const path = typeof at === 'number' ? names.get(at) : at;
      const error = path === undefined ? undefined : refused(moment, path);
      if (error) return process.nextTick(done, error);
      if (name !== 'open') return real.call(fs, at, ...args);
      return real.call(fs, at, ...args.slice(0, -1), (wrong: unknown, fd: number) => {
        if (!wrong) names.set(fd, String(at));
        done(wrong, fd);
      });
    });
  const promised = (name: string, moment: Moment) =>
    patch(fs.promises, name, (real) => async (at: string, ...args: unknown[]) => {
      const error = refused(moment, moment === 'rename' ? args[0] : at);
      if (error) throw error;
      const given = await real.call(fs.promises, at, ...args);
      if (name === 'open') names.set((given as FileHandle).fd, at);
      return given;
    });
  const handled = (name: 'writeFile' | 'write' | 'sync', moment: Moment) =>
    patch(
      handles,
      name,
      (real) =>
        async function (this: FileHandle, ...args: unknown[]) {
          const error = refused(moment, names.get(this.fd));
          if (error) throw error;
          return await real.apply(this, args);
        },
    );
  sync('openSync', 'open');
  sync('writeSync', 'write');
  sync('fsyncSync', 'sync');
  back('open', 'open');
  back('write', 'write');
  back('writev', 'write');
  promised('open', 'open');
  promised('rename', 'rename');
  handled('writeFile', 'write');
  handled('sync', 'sync');
  syncBuiltinESMExports();
  const mend = () => {
    for (const take of undo.splice(0).reverse()) take();
    syncBuiltinESMExports();
  };
  return { mend, calls: () => count };
}
