#!/usr/bin/env node
import { Command } from 'commander';
import { VERSION } from '../base/version.ts';
import { addMachine } from './arguments/machine.ts';
import { addModels } from './arguments/model.ts';
import { addTraining } from './arguments/train.ts';
import { addWatching } from './arguments/watch.ts';
import { exitCode, report } from './errors.ts';
import { endSoon, interruptSignal } from './interrupt.ts';
import { expectFiles } from './plug-n-play.ts';

// Scripts set an empty variable to say that there is none.
if (process.env.LOCKSTEP_DATA_DIR === '') delete process.env.LOCKSTEP_DATA_DIR;

// A reader such as `| head` may close the output early: end as SIGPIPE would end the process.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(128 + 13);
});

const signal = interruptSignal();
expectFiles();
// Each command imports its own code when it is called, so that no start waits for that of the others.
const program = new Command('lockstep')
  .description('Synchronous data-parallel training of Keras-style models')
  .version(VERSION);

addTraining(program, signal);
addModels(program, signal);
addWatching(program, signal);
addMachine(program, signal);

program
  .command('check-gpu')
  .description(
    'check this machine’s NVIDIA GPUs: placement, correctness and speed of the built-in jobs, in one report',
  )
  .option('--job <name...>', 'check these jobs only', [])
  .option('--python <program>', 'a Python with PyTorch for CUDA, to be timed beside')
  .option('--out <folder>', 'folder for report.json and report.txt', 'check-gpu')
  .action(async (flags) => {
    const { runCheckGpu } = await import('./check-gpu/check-gpu.ts');
    process.exitCode = await runCheckGpu(flags, signal);
  });

try {
  await program.parseAsync();
} catch (error) {
  report(error);
  process.exitCode = exitCode(error);
}
endSoon();
