import { type Command, Option } from 'commander';
import { OTHER_PARTS, PARTS } from '../bench/cases.ts';
import { dataDirOption, integer } from '../flags.ts';
import { TEMPLATES } from '../init/templates.ts';
import { bandwidth, duration } from '../units.ts';

/** Commands about this machine, and what a cluster of such machines needs. */
export function addMachine(program: Command, signal: AbortSignal): void {
  program
    .command('bench')
    .description('time training steps beside PyTorch and Keras, and the all-reduce beside Gloo')
    .option('--rounds <n>', 'how many rounds; in each, all contenders take turns', integer(1), 3)
    .addOption(
      new Option(
        '--only <part>',
        'run only this part; results of other parts in the folder stay. start, whole: the time of whole commands; links: what TLS costs; pictures: samples a second',
      ).choices([...PARTS, ...OTHER_PARTS]),
    )
    .option('--out <folder>', 'folder for the table, the picture and the JSON', 'bench')
    .action(async (flags) => (await import('../bench/bench.ts')).runBench(flags, signal));

  program
    .command('estimate')
    .description('measure this machine, and predict how a job scales on a cluster of such machines')
    .argument('<job|file>', 'a built-in job (mnist-mlp, ...) or a job file')
    .option('--workers <n>', 'largest number of workers', integer(1), 64)
    .option(
      '--bandwidth <rate>',
      'bandwidth of each machine’s link, each way',
      bandwidth,
      bandwidth('25Gbit'),
    )
    .option('--latency <time>', 'network latency of a message, one way', duration, duration('50us'))
    .option(
      '--batch-size <n>',
      'global batch for any number of workers (default: the job’s batch for each worker)',
      integer(1),
    )
    .option('--ranks-per-host <n>', 'workers that share a machine and its link', integer(1), 1)
    .option('--tls', 'workers link in TLS')
    .option('--json <file>', 'file for the measurements and predictions')
    .action(async (job, flags) => (await import('../estimate/estimate.ts')).estimate(job, flags, signal));

  program
    .command('certs')
    .description('make the certificates and the join token of a cluster, or one more certificate')
    .argument('<folder>', 'folder to write them to')
    .option('--member <name>', 'make one more certificate, in a folder of this name')
    .addOption(
      new Option('--role <role>', 'of --member').choices(['coordinator', 'worker']).default('worker'),
    )
    .option(
      '--host <name...>',
      'host names or addresses in the certificate, for tools that check them (Lockstep does not)',
      [],
    )
    .option('--days <n>', 'days until the certificates run out', integer(1), 365)
    .action(async (folder, flags) => {
      const { makeCertificates } = await import('../certs/certs.ts');
      makeCertificates(folder, flags);
    });

  program
    .command('init')
    .description('write a job that trains at once, its data, and what a TypeScript project needs')
    .argument('[folder]', 'folder to write to; nothing in it is overwritten', '.')
    .addOption(new Option('--template <name>', 'what the job trains on').choices(TEMPLATES).default('csv'))
    .action(async (folder, flags) => (await import('../init/init.ts')).initProject(folder, flags.template));

  program
    .command('setup')
    .description('fetch and build the TensorFlow runtime')
    .option('--cuda', 'for NVIDIA GPUs')
    .action(async (flags) => {
      const { runSetup } = await import('../commands/setup.ts');
      await runSetup({ flavor: flags.cuda ? 'cuda' : 'cpu', signal });
    });

  program
    .command('doctor')
    .description('check whether this machine is ready to train')
    .addOption(dataDirOption())
    .option('--nats <url>', 'also try to reach this NATS server')
    .action(async (flags) => {
      const { runDoctor } = await import('../commands/doctor.ts');
      process.exitCode = await runDoctor({ ...flags, signal });
    });
}
