import { execFileSync } from 'node:child_process';
import { MAIN } from './lockstep.ts';

/** The long flags that a command of the compiled program knows. */
export function flagsOf(command: string): ReadonlySet<string> {
  const help = execFileSync(process.execPath, [MAIN, command, '--help'], { encoding: 'utf8' });
  return new Set([...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag!));
}
