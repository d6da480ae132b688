import { execFileSync } from 'node:child_process';
import { MAIN } from './lockstep.ts';

/** The long flags that a command of the compiled program knows. */
export function flagsOf(command: 'coordinator' | 'worker'): ReadonlySet<string> {
  const help = execFileSync(process.execPath, [MAIN, command, '--help'], { encoding: 'utf8' });
  return new Set([...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag!));
}

/** Values that turn off what the compiled program has no flags for. */
export function supportedOnly(): { tls: object; metrics: object; nats: object } {
  const flags = flagsOf('coordinator');
  return {
    tls: { enabled: flags.has('--tls-dir') },
    metrics: { enabled: flags.has('--metrics-port') },
    nats: { enabled: flags.has('--nats') },
  };
}
