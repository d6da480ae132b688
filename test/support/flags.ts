import { execFileSync } from 'node:child_process';
import { MAIN } from './lockstep.ts';

/** The long flags that a command of the compiled program knows. */
export function flagsOf(command: string): ReadonlySet<string> {
  const help = execFileSync(process.execPath, [MAIN, command, '--help'], { encoding: 'utf8' });
  return new Set([...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag!));
}

/** Features that charts and images are made for, by the flag that turns them on. */
export const FEATURES = { tls: '--tls', metrics: '--metrics-port', nats: '--nats' } as const;

/** Values of the chart that turn off the features that the compiled program has no flag for. */
export function supportedOnly(): Record<keyof typeof FEATURES, { enabled: boolean }> {
  const flags = flagsOf('coordinator');
  const enabled = (feature: keyof typeof FEATURES) => ({ enabled: flags.has(FEATURES[feature]) });
  return { tls: enabled('tls'), metrics: enabled('metrics'), nats: enabled('nats') };
}
