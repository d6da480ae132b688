import { type Command, Option } from 'commander';
import { ENGINES } from '../../base/engines.ts';
import { dataDirOption, integer, number, port } from '../flags.ts';
import { addProtectionFlags } from '../protection.ts';

const engineOption = () =>
  new Option('--engine <name>', 'what computes; auto: TensorFlow, or wasm without it')
    .choices(ENGINES)
    .default('auto');

/** Commands about data and trained models. */
export function addModels(program: Command, signal: AbortSignal): void {
  program
    .command('data')
    .description('show the data of a job before it trains: counts, columns, classes, the first samples')
    .argument('<job|file>', 'a built-in job or a job file')
    .addOption(dataDirOption())
    .option('--no-download', 'do not download the data set: use the cache, or generated data')
    .option('--samples <n>', 'how many training samples to show', integer(0), 3)
    .option('--html <file>', 'write a page: the samples, and how the numbers of each column are spread')
    .option('--open', 'show that page in a browser')
    .action(async (job, flags) => (await import('../commands/data.ts')).describeData(job, flags, signal));

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
    .action(async (run, flags) => (await import('../commands/evaluate.ts')).evaluateRun(run, flags, signal));

  program
    .command('predict')
    .description('predict from images, texts or numbers with a trained model')
    .argument('<run|model>', 'run directory, its model/ or one of its checkpoints')
    .requiredOption('--input <file|->', 'PNG, IDX, JSON or CSV, or one text a line; - reads standard input')
    .option('--json', 'print the outputs as JSON')
    .addOption(dataDirOption())
    .addOption(engineOption())
    .action(async (run, flags) => (await import('../commands/predict.ts')).predictWith(run, flags, signal));

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
    .action(async (run, flags) => (await import('../commands/serve.ts')).serveRun(run, flags, signal));

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
    .action(async (run, flags) => (await import('../commands/generate.ts')).generateText(run, flags, signal));

  program
    .command('compare')
    .description('draw the learning curves of several runs in one picture')
    .argument('<runs...>', 'run directories')
    .option('--out <file>', 'file of the picture (SVG)', 'compare.svg')
    .option('--open', 'show the curves in a browser, on a page beside the picture')
    .action(async (runs, flags) => (await import('../commands/compare.ts')).compareRuns(runs, flags));

  program
    .command('export')
    .description('write the model of a run for Keras or as ONNX')
    .argument('<run>', 'run directory')
    .argument('<file>', 'file to write: model.keras (Keras 3), model.h5 or model.onnx')
    .action(async (run, file) => (await import('../commands/export.ts')).exportRun(run, file));

  program
    .command('copy')
    .description('copy a run from its mirror in object storage, or to it')
    .argument('<from>', 's3://bucket/path, or a run directory')
    .argument('<to>', 'a new folder, or s3://bucket/path')
    .action(async (from, to) => (await import('../commands/copy.ts')).copyRun(from, to, signal));
}
