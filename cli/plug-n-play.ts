import { LockstepError } from '../base/errors.ts';
import { exitCode, report } from './errors.ts';

/** Ends the process under yarn's Plug'n'Play: a compiler cannot read packages in archives, nor do files there lock and sync. */
export function expectFiles(): void {
  if (process.versions.pnp === undefined) return;
  const error = new LockstepError(
    'BAD_INPUT',
    'yarn’s Plug’n’Play keeps packages in archives, which C++ compilers cannot read',
    {
      hint: 'Write `nodeLinker: node-modules` into .yarnrc.yml, and run yarn install',
    },
  );
  report(error);
  process.exit(exitCode(error));
}
