import { Argument, type Command, Option } from 'commander';
import { Order } from '../../proto/commands.ts';

const natsOption = () =>
  new Option('--nats <url>', 'NATS server of the run').env('LOCKSTEP_NATS').default('nats://127.0.0.1:4222');

/** Commands that reach a run over NATS. */
export function addWatching(program: Command, signal: AbortSignal): void {
  program
    .command('watch')
    .description('follow a run over NATS')
    .argument('<run>', 'name of the run')
    .addOption(natsOption())
    .action(async (run, flags) => (await import('../commands/nats.ts')).watchRun(run, flags, signal));

  program
    .command('status')
    .description('what the coordinator of a run is doing, over NATS')
    .argument('<run>', 'name of the run')
    .option('--json', 'print it as JSON')
    .addOption(natsOption())
    .action(async (run, flags) => (await import('../commands/nats.ts')).showStatus(run, flags));

  program
    .command('send')
    .description('send a command to a run, over NATS')
    .argument('<run>', 'name of the run')
    .addArgument(
      new Argument('<command>', 'what the run shall do').choices(
        Order.options.map(({ shape }) => shape.command.value),
      ),
    )
    .argument('[value]', 'the new learning rate, for learning-rate')
    .addOption(natsOption())
    .action(async (run, command, value, flags) =>
      (await import('../commands/nats.ts')).sendCommand(run, command, value, flags),
    );
}
