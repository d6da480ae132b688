import { type Command, Option } from 'commander';
import { ENGINES } from '../../base/engines.ts';
import { addRunFlags, address, dataDirOption, integer, port, setting } from '../flags.ts';
import { addProtectionFlags, addTlsFlag } from '../protection.ts';

/** A URL with a password belongs into the environment: every user of the machine can read arguments. */
const eventsOption = () =>
  new Option('--nats <url>', 'NATS server that gets the events of the run and brings commands').env(
    'LOCKSTEP_NATS',
  );

const autoOrInteger = (text: string) => (text === 'auto' ? text : integer(1)(text));

/** Commands that train: on this machine, on several, and many times. */
export function addTraining(program: Command, signal: AbortSignal): void {
  addRunFlags(
    addTlsFlag(
      program
        .command('train')
        .description('train a job on this machine: a coordinator and its workers')
        .argument('[job|file]', 'a built-in job (mnist-mlp, ...) or a job file'),
    )
      .addOption(eventsOption())
      .option('--metrics-port <n>', 'port of the live page and of /metrics; 0 takes any free one', port, 0)
      .option(
        '--resume <run>',
        'go on with the run in this folder, or mirrored at this s3://bucket/path, from its newest whole checkpoint',
      )
      .option(
        '--workers <n|auto>',
        'worker processes; auto: one for each GPU, else one for each core',
        autoOrInteger,
        'auto',
      )
      .option(
        '--threads <n>',
        'threads that each worker computes with (default: the cores over the workers)',
        integer(1),
      ),
  ).action(async (job, flags) => (await import('../commands/train.ts')).trainLocally(job, flags, signal));

  program
    .command('sweep')
    .description('train a job with many values of its settings, and tell which are best')
    .argument('[job|file]', 'a built-in job (mnist-mlp, ...) or a job file')
    .option(
      '--set <name=values>',
      'a range (rate=1e-4..1e-2) or a list (units=32,64); may be given again',
      setting,
    )
    .option('--trials <n>', 'how many different values to try', integer(1), 20)
    .option('--epochs <n>', 'epochs of the longest trials (default: the job’s)', integer(1))
    .option(
      '--halving <n>',
      'of n trials one goes on, at epochs that grow n-fold; left out, all go on',
      integer(2),
    )
    .option('--metric <log>', 'log of the last epoch by which trials are compared', 'val_loss')
    .option('--seed <n>', 'another seed draws other values', integer(0), 1)
    .option('--workers <n>', 'worker processes of each trial', integer(1), 1)
    .option('--parallel <n>', 'trials at a time (default: the cores over the workers)', integer(1))
    .option('--out <folder>', 'folder for the trials (default: sweeps/<job>-<time>)')
    .option('--resume <sweep>', 'go on with the sweep in this folder')
    .addOption(dataDirOption())
    .option('--no-download', 'do not download the data set: use the cache, or generated data')
    .action(async (job, flags) => (await import('../sweep/sweep.ts')).runSweep(job, flags, signal));

  addRunFlags(
    addProtectionFlags(
      program
        .command('coordinator')
        .description(
          'lead a run whose workers are on other machines; goes on with the run in --run-dir, if there is one',
        )
        .argument('<job|file>', 'a built-in job (mnist-mlp, ...) or a job file'),
    )
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .option('--port <n>', 'port to listen on', port, 7077)
      .option(
        '--token-file <file>',
        'file of the join token that workers must show (default: LOCKSTEP_TOKEN)',
      )
      .option('--stay', 'do not exit when the run is complete (for a service manager that would restart it)')
      .addOption(eventsOption())
      .option('--metrics-port <n>', 'port of the live page, /metrics, /healthz and /readyz', port)
      .option('--metrics-host <address>', 'address for --metrics-port to listen on', '127.0.0.1')
      .requiredOption('--workers <n>', 'workers to wait for before training begins', integer(1)),
  ).action(async (job, flags) =>
    (await import('../commands/coordinator.ts')).runCoordinator(job, flags, signal),
  );

  addProtectionFlags(program.command('worker').description('take part in a run'))
    .requiredOption(
      '--coordinator <host:port>',
      'where the coordinator listens; - reads it from standard input',
      address,
    )
    .option('--token-file <file>', 'file of the join token of the run (default: LOCKSTEP_TOKEN)')
    .option('--worker-id <id>', 'unique name of this worker (default: host name and process id)')
    .option(
      '--peer-host <address>',
      'address at which other workers reach this one (default: host name; 127.0.0.1 if the coordinator is on this machine)',
    )
    .option('--peer-port <n>', 'port for other workers; 0 takes any free one', port, 0)
    .option('--job <job|file>', 'take part only if the run trains this job')
    .option('--set <name=value>', 'of --job: a value that the run has --set; may be given again', setting)
    .addOption(
      new Option('--engine <name>', 'what computes; auto: TensorFlow, or wasm without it').choices(ENGINES),
    )
    .option(
      '--threads <n>',
      'threads to compute with (default: all cores; a reproducible run computes with one)',
      integer(1),
    )
    .option('--metrics-port <n>', 'port of /metrics, /healthz and /readyz', port)
    .option('--metrics-host <address>', 'address for --metrics-port to listen on', '127.0.0.1')
    .option('--join-deadline <ms>', 'longest time to look for the coordinator', integer(100), 60_000)
    .action(async (flags) => (await import('../commands/worker.ts')).startWorker(flags, signal));
}
