import { execFileSync } from 'node:child_process';
import { MAIN } from './lockstep.ts';

const KNOWN = new Map<string, ReadonlySet<string>>();

/** The long flags that a command of the compiled program knows. */
export function flagsOf(command: string): ReadonlySet<string> {
  const known = KNOWN.get(command);
  if (known) return known;
  const help = execFileSync(process.execPath, [MAIN, command, '--help'], { encoding: 'utf8' });
  const flags = new Set([...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag!));
  KNOWN.set(command, flags);
  return flags;
}
