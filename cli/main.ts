#!/usr/bin/env node
import { Argument, Command, Option } from 'commander';
import { ENGINES } from '../base/engines.ts';
import { VERSION } from '../base/version.ts';
import { Order } from '../proto/commands.ts';
import { OTHER_PARTS, PARTS } from './bench/cases.ts';
import { exitCode, report } from './errors.ts';
import { addRunFlags, address, dataDirOption, integer, number, port, setting } from './flags.ts';
import { TEMPLATES } from './init/templates.ts';
import { endSoon, interruptSignal } from './interrupt.ts';
import { expectFiles } from './plug-n-play.ts';
import { addProtectionFlags, addTlsFlag } from './protection.ts';
import { bandwidth, duration } from './units.ts';

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

/** A URL with a password belongs into the environment: every user of the machine can read arguments. */
const eventsOption = () =>
  new Option('--nats <url>', 'NATS server that gets the events of the run and brings commands').env(
    'LOCKSTEP_NATS',
  );

const autoOrInteger = (text: string) => (text === 'auto' ? text : integer(1)(text));

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
).action(async (job, flags) => (await import('./commands/train.ts')).trainLocally(job, flags, signal));

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
  .action(async (job, flags) => (await import('./sweep/sweep.ts')).runSweep(job, flags, signal));

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
    .option('--token-file <file>', 'file of the join token that workers must show (default: LOCKSTEP_TOKEN)')
    .option('--stay', 'do not exit when the run is complete (for a service manager that would restart it)')
    .addOption(eventsOption())
    .option('--metrics-port <n>', 'port of the live page, /metrics, /healthz and /readyz', port)
    .option('--metrics-host <address>', 'address for --metrics-port to listen on', '127.0.0.1')
    .requiredOption('--workers <n>', 'workers to wait for before training begins', integer(1)),
).action(async (job, flags) =>
  (await import('./commands/coordinator.ts')).runCoordinator(job, flags, signal),
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
  .action(async (flags) => (await import('./commands/worker.ts')).startWorker(flags, signal));

const engineOption = () =>
  new Option('--engine <name>', 'what computes; auto: TensorFlow, or wasm without it')
    .choices(ENGINES)
    .default('auto');

program
  .command('data')
  .description('show the data of a job before it trains: counts, columns, classes, the first samples')
  .argument('<job|file>', 'a built-in job or a job file')
  .addOption(dataDirOption())
  .option('--no-download', 'do not download the data set: use the cache, or generated data')
  .option('--samples <n>', 'how many training samples to show', integer(0), 3)
  .option('--html <file>', 'write a page: the samples, and how the numbers of each column are spread')
  .option('--open', 'show that page in a browser')
  .action(async (job, flags) => (await import('./commands/data.ts')).describeData(job, flags, signal));

program
  .command('evaluate')
  .description('compute loss and metrics of a trained model')
  .argument('<run|model>', 'run directory, its model/ or one of its checkpoints')
  .addOption(dataDirOption())
  .option('--no-download', 'do not download the data set: use the cache, or generated data')
  .addOption(
    new Option('--split <name>', 'which split of the data')
      .choices(['train', 'validation', 'test'])
      .default('test'),
  )
  .option('--job <job|file>', 'measure the model with the data, loss and metrics of this job')
  .addOption(engineOption())
  .action(async (run, flags) => (await import('./commands/evaluate.ts')).evaluateRun(run, flags, signal));

program
  .command('predict')
  .description('predict from images, texts or numbers with a trained model')
  .argument('<run|model>', 'run directory, its model/ or one of its checkpoints')
  .requiredOption('--input <file|->', 'PNG, IDX, JSON or CSV, or one text a line; - reads standard input')
  .option('--json', 'print the outputs as JSON')
  .addOption(dataDirOption())
  .addOption(engineOption())
  .action(async (run, flags) => (await import('./commands/predict.ts')).predictWith(run, flags, signal));

addProtectionFlags(
  program
    .command('serve')
    .description('answer with a trained model over HTTP and gRPC, and on a page')
    .argument('<run|model>', 'run directory, its model/ or one of its checkpoints'),
)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--port <n>', 'port of HTTP; 0 takes any free one', port, 8501)
  .option('--grpc-port <n>', 'port of gRPC; 0 takes any free one', port, 8500)
  .option(
    '--token-file <file>',
    'file of the token that callers of other machines show (default: LOCKSTEP_TOKEN)',
  )
  .option('--max-batch <n>', 'most samples that are computed at once', integer(1), 32)
  .option('--max-delay <ms>', 'longest that a sample waits for others to come', integer(0), 2)
  .option('--max-queue <n>', 'most samples that wait; more are refused', integer(1), 1024)
  .option('--deadline <ms>', 'longest that a request may take', integer(1), 10_000)
  .addOption(dataDirOption())
  .addOption(engineOption())
  .action(async (run, flags) => (await import('./commands/serve.ts')).serveRun(run, flags, signal));

program
  .command('generate')
  .description('let a trained model of text write on')
  .argument('<run|model>', 'run directory, its model/ or one of its checkpoints')
  .option('--prompt <text>', 'how the text begins', '')
  .option('--length <n>', 'words or letters to write', integer(1), 60)
  .option(
    '--temperature <t>',
    'below 1 more of the likeliest, above 1 less; 0 only the likeliest',
    number(0),
    0.8,
  )
  .option('--top <n>', 'draw only from so many of the likeliest', integer(1), 40)
  .option('--seed <n>', 'another seed gives another text', integer(0), 1)
  .addOption(dataDirOption())
  .addOption(engineOption())
  .action(async (run, flags) => (await import('./commands/generate.ts')).generateText(run, flags, signal));

program
  .command('compare')
  .description('draw the learning curves of several runs in one picture')
  .argument('<runs...>', 'run directories')
  .option('--out <file>', 'file of the picture (SVG)', 'compare.svg')
  .option('--open', 'show the curves in a browser, on a page beside the picture')
  .action(async (runs, flags) => (await import('./commands/compare.ts')).compareRuns(runs, flags));

program
  .command('export')
  .description('write the model of a run for Keras or as ONNX')
  .argument('<run>', 'run directory')
  .argument('<file>', 'file to write: model.keras (Keras 3), model.h5 or model.onnx')
  .action(async (run, file) => (await import('./commands/export.ts')).exportRun(run, file));

program
  .command('copy')
  .description('copy a run from its mirror in object storage, or to it')
  .argument('<from>', 's3://bucket/path, or a run directory')
  .argument('<to>', 'a new folder, or s3://bucket/path')
  .action(async (from, to) => (await import('./commands/copy.ts')).copyRun(from, to, signal));

const natsOption = () =>
  new Option('--nats <url>', 'NATS server of the run').env('LOCKSTEP_NATS').default('nats://127.0.0.1:4222');

program
  .command('watch')
  .description('follow a run over NATS')
  .argument('<run>', 'name of the run')
  .addOption(natsOption())
  .action(async (run, flags) => (await import('./commands/nats.ts')).watchRun(run, flags, signal));

program
  .command('status')
  .description('what the coordinator of a run is doing, over NATS')
  .argument('<run>', 'name of the run')
  .option('--json', 'print it as JSON')
  .addOption(natsOption())
  .action(async (run, flags) => (await import('./commands/nats.ts')).showStatus(run, flags));

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
    (await import('./commands/nats.ts')).sendCommand(run, command, value, flags),
  );

program
  .command('bench')
  .description('time training steps beside PyTorch and Keras, and the all-reduce beside Gloo')
  .option('--rounds <n>', 'how many rounds; in each, all contenders take turns', integer(1), 3)
  .addOption(
    new Option(
      '--only <part>',
      'run only this part; results of other parts in the folder stay. start, whole: the time of whole commands; links: what TLS costs',
    ).choices([...PARTS, ...OTHER_PARTS]),
  )
  .option('--out <folder>', 'folder for the table, the picture and the JSON', 'bench')
  .action(async (flags) => (await import('./bench/bench.ts')).runBench(flags, signal));

program
  .command('estimate')
  .description('measure this machine, and predict how a job scales on a cluster of such machines')
  .argument('<job|file>', 'a built-in job (mnist-mlp, ...) or a job file')
  .option('--workers <n>', 'largest number of workers', integer(1), 64)
  .option('--bandwidth <rate>', 'bandwidth of each machine’s link, each way', bandwidth, bandwidth('25Gbit'))
  .option('--latency <time>', 'network latency of a message, one way', duration, duration('50us'))
  .option(
    '--batch-size <n>',
    'global batch for any number of workers (default: the job’s batch for each worker)',
    integer(1),
  )
  .option('--json <file>', 'file for the measurements and predictions')
  .action(async (job, flags) => (await import('./estimate/estimate.ts')).estimate(job, flags, signal));

program
  .command('certs')
  .description('make the certificates and the join token of a cluster, or one more certificate')
  .argument('<folder>', 'folder to write them to')
  .option('--member <name>', 'make one more certificate, in a folder of this name')
  .addOption(new Option('--role <role>', 'of --member').choices(['coordinator', 'worker']).default('worker'))
  .option(
    '--host <name...>',
    'host names or addresses in the certificate, for tools that check them (Lockstep does not)',
    [],
  )
  .option('--days <n>', 'days until the certificates run out', integer(1), 365)
  .action(async (folder, flags) => {
    const { makeCertificates } = await import('./certs/certs.ts');
    makeCertificates(folder, flags);
  });

program
  .command('init')
  .description('write a job that trains at once, its data, and what a TypeScript project needs')
  .argument('[folder]', 'folder to write to; nothing in it is overwritten', '.')
  .addOption(new Option('--template <name>', 'what the job trains on').choices(TEMPLATES).default('csv'))
  .action(async (folder, flags) => (await import('./init/init.ts')).initProject(folder, flags.template));

program
  .command('setup')
  .description('fetch and build the TensorFlow runtime')
  .option('--cuda', 'for NVIDIA GPUs')
  .action(async (flags) => {
    const { runSetup } = await import('./commands/setup.ts');
    await runSetup({ flavor: flags.cuda ? 'cuda' : 'cpu', signal });
  });

program
  .command('doctor')
  .description('check whether this machine is ready to train')
  .addOption(dataDirOption())
  .option('--nats <url>', 'also try to reach this NATS server')
  .action(async (flags) => {
    const { runDoctor } = await import('./commands/doctor.ts');
    process.exitCode = await runDoctor({ ...flags, signal });
  });

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
