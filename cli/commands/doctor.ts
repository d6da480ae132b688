import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { styleText } from 'node:util';
import { connect } from 'nats';
import { bundleJob } from '../../api/bundle.ts';
import { imdb, mnist } from '../../api/sources.ts';
import { asLockstepError } from '../../base/errors.ts';
import { loadDataset } from '../../datasets/load.ts';
import { createEngine } from '../../engine/index.ts';
import { bestRuntime, type Runtime } from '../../engine/runtime/layout.ts';
import { type Machine, obstacleTo, thisMachine } from '../../engine/runtime/platform.ts';
import { natsTarget } from '../../net/nats-target.ts';
import { threadsEach, visibleGpus } from '../devices.ts';
import { cacheDir } from '../flags.ts';

export interface DoctorOptions {
  dataDir?: string;
  nats?: string;
  signal: AbortSignal;
}

/** `bad` means that training cannot run here; `warn`, that it runs worse than it could. */
interface Finding {
  readonly level: 'ok' | 'warn' | 'bad';
  readonly subject: string;
  readonly text: string;
}

const NATS_DEADLINE_MS = 3_000;

/** `lockstep doctor`: looks at everything a run needs and says what to do. @returns the exit code */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  let worst = 0;
  for await (const { level, subject, text } of examine(options)) {
    const mark = { ok: styleText('green', '✓'), warn: styleText('yellow', '!'), bad: styleText('red', '✗') }[
      level
    ];
    process.stdout.write(`${mark} ${subject.padEnd(12)} ${text}\n`);
    if (level === 'bad') worst = 1;
  }
  process.stdout.write(worst ? 'Training cannot run here.\n' : 'Ready to train: lockstep train mnist-mlp\n');
  return worst;
}

async function* examine(options: DoctorOptions): AsyncGenerator<Finding> {
  yield node();
  const machine = thisMachine();
  yield platform(machine);
  const gpus = visibleGpus();
  const devices = gpus.length > 0 ? `${gpus.length} NVIDIA GPUs` : 'no NVIDIA GPU found';
  yield { level: 'ok', subject: 'devices', text: `${threadsEach(1)} cores, ${devices}` };
  const runtime = bestRuntime(cacheDir());
  if (runtime || !obstacleTo('cpu', machine))
    yield await tensorflow(runtime, gpus.length > 0 && !obstacleTo('cuda', machine));
  yield await engine(options.signal);
  yield await data('MNIST', 'mnist', options);
  yield await data('IMDB', 'imdb', options);
  yield await nats(options.nats);
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const text = `${process.version} on ${process.platform} ${process.arch}`;
  if (major > 20 || (major === 20 && minor >= 15)) return { level: 'ok', subject: 'Node', text };
  return { level: 'bad', subject: 'Node', text: `${text}. Install Node 20.15 or newer` };
}

/** What a machine of this kind can do, whatever is set up on it. */
function platform(machine: Machine): Finding {
  const subject = 'platform';
  const none = obstacleTo('cpu', machine);
  if (none) {
    const works =
      'training in JavaScript (--engine wasm; cpu for convolutions), and links by TCP without shared memory';
    return { level: 'warn', subject, text: `${none.reason}. What there is: ${works}. ${none.hint}` };
  }
  const cuda = obstacleTo('cuda', machine);
  return { level: 'ok', subject, text: cuda ? `everything but CUDA: ${cuda.reason}` : 'everything works' };
}

async function tensorflow(runtime: Runtime | undefined, hasGpu: boolean): Promise<Finding> {
  const subject = 'TensorFlow';
  if (!runtime) {
    return { level: 'warn', subject, text: 'not set up, training would be slow. Run: lockstep setup' };
  }
  const { folder, manifest } = runtime;
  const text = `${manifest.tensorflowVersion} (${manifest.flavor}) in ${folder}`;
  for (const [name, { sha256 }] of Object.entries(manifest.files)) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, name)), hash);
    if (hash.digest('hex') === sha256) continue;
    return {
      level: 'bad',
      subject,
      text: `${join(folder, name)} is damaged. Delete ${folder} and run: lockstep setup`,
    };
  }
  if (hasGpu && manifest.flavor === 'cpu') {
    return { level: 'warn', subject, text: `${text}, which leaves the GPU idle. Run: lockstep setup --cuda` };
  }
  return { level: 'ok', subject, text };
}

/** Opens the engine that a worker would get. */
async function engine(signal: AbortSignal): Promise<Finding> {
  const subject = 'engine';
  try {
    const { source } = await bundleJob('mnist-mlp');
    const options = {
      jobSource: source,
      seed: 1,
      engine: 'auto',
      threads: 1,
      cacheDir: cacheDir(),
      signal,
    } as const;
    const opened = await createEngine(options);
    const { backend, device, note } = opened.info;
    await opened.close();
    const text = `${backend} on ${device}${note ? ` (${note})` : ''}`;
    return { level: backend === 'tensorflow' && !note ? 'ok' : 'warn', subject, text };
  } catch (error) {
    return { level: 'bad', subject, text: asLockstepError(error, 'ENGINE').describe() };
  }
}

async function data(
  subject: string,
  kind: 'mnist' | 'imdb',
  { dataDir, signal }: DoctorOptions,
): Promise<Finding> {
  const cached = join(cacheDir(), 'datasets');
  if (dataDir === undefined && !existsSync(join(cached, kind))) {
    return {
      level: 'ok',
      subject,
      text: 'not in the cache: it is downloaded when it is first needed, else generated',
    };
  }
  try {
    const context = { dataDir, cacheDir: cached, allowDownload: false, signal };
    const source = kind === 'mnist' ? mnist() : imdb();
    const { provenance, train, test, substitute } = await loadDataset(source, context);
    return {
      level: substitute ? 'warn' : 'ok',
      subject,
      text: `${provenance}, ${train.length} + ${test.length} samples`,
    };
  } catch (error) {
    return { level: 'warn', subject, text: asLockstepError(error, 'BAD_DATA').describe() };
  }
}

async function nats(url: string | undefined): Promise<Finding> {
  const subject = 'NATS';
  if (url === undefined) return { level: 'ok', subject, text: 'not asked for (--nats <url> tries one)' };
  const { servers } = natsTarget(url);
  try {
    const connection = await connect({ ...natsTarget(url), timeout: NATS_DEADLINE_MS, reconnect: false });
    const { version, jetstream } = connection.info ?? {};
    await connection.close();
    if (jetstream) return { level: 'ok', subject, text: `${servers}, server ${version} with JetStream` };
    return {
      level: 'warn',
      subject,
      text: `${servers}, server ${version}, has no JetStream. Start it with -js`,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      level: 'warn',
      subject,
      text: `${servers} does not answer (${reason}). Training runs without it`,
    };
  }
}
