import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { bundleJob } from '../../api/bundle.ts';
import { loadJob } from '../../api/load.ts';
import { median } from '../../base/median.ts';
import { dataHandlers } from '../../coordinator/server/data-service.ts';
import { loadOwn, type OwnData } from '../../datasets/own/load.ts';
import { DataService } from '../../proto/services.ts';
import { cacheDir } from '../flags.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Peers } from './peers.ts';
import type { FeedTask, Speed } from './picture-feed.ts';
import { type PictureSet, pictureFolder } from './picture-files.ts';
import { answer, LONGEST_MS } from './ranks.ts';

const FEED = fileURLToPath(new URL('picture-feed.js', import.meta.url));
/** Pixels of a side of what the model gets. */
const SIZE = 224;
/** Black pixels around a picture, out of which its own size is cut. */
const PADDING = 8;
const BATCH = 64;
const SETS: readonly PictureSet[] = [
  { count: 2048, width: SIZE, height: SIZE },
  { count: 1024, width: 500, height: 375 },
];

/** `lockstep bench --only pictures`: a worker's batches of augmented pictures beside PyTorch's DataLoader with torchvision. */
export async function benchPictures(
  rounds: number,
  peers: Peers,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const cores = availableParallelism();
  const lines = [
    `| JPEGs, to ${SIZE}x${SIZE} | ${cores} cores | pictures/s | of DataLoader's | ms of processor a picture |`,
    '| --- | --- | --- | --- | --- |',
  ];
  for (const set of SETS) {
    const title = `${set.width}x${set.height}`;
    const made = (count: number) => terminal.show(`  making pictures of ${title}: ${count}/${set.count}`);
    const folder = await pictureFolder(join(cacheDir(), 'bench'), set, made, signal);
    const ours = await Ours.open(folder, cores, signal);
    const measure: Readonly<Record<string, () => Promise<Speed | string>>> = {
      'DataLoader, torchvision': () => loader(peers, folder, cores, signal),
      'Lockstep, streamed': () => ours.speed('stream', signal),
      'Lockstep, kept decoded': () => ours.speed('replicate', signal),
    };
    const measured = new Map<string, (Speed | string)[]>();
    try {
      for (let round = 0; round < rounds; round++) {
        for (const [name, speedOf] of Object.entries(measure)) {
          terminal.show(`  pictures of ${title}: round ${round + 1}/${rounds}, ${name}`);
          measured.set(name, [...(measured.get(name) ?? []), await speedOf()]);
        }
      }
    } finally {
      await ours.close();
    }
    lines.push(...rowsOf(title, measured));
  }
  terminal.clear();
  terminal.print(lines.join('\n'));
}

/** Medians over the rounds. The first contender is the one that the others are compared with. */
function rowsOf(title: string, measured: ReadonlyMap<string, readonly (Speed | string)[]>): string[] {
  let base: number | undefined;
  return [...measured].map(([name, speeds]) => {
    const absent = speeds.find((speed) => typeof speed === 'string');
    if (absent !== undefined) return `| ${title} | ${name} | absent: ${absent} | | |`;
    const of = (key: keyof Speed) => median((speeds as Speed[]).map((speed) => speed[key]));
    const [rate, ms] = [of('picturesPerSecond'), of('processorMs')];
    if (name.startsWith('DataLoader')) base = rate;
    const ratio = base === undefined ? '' : (rate / base).toFixed(2);
    return `| ${title} | ${name} | ${Math.round(rate)} | ${ratio} | ${ms.toFixed(2)} |`;
  });
}

/** @returns why it could not be had, as a text */
async function loader(
  peers: Peers,
  folder: string,
  cores: number,
  signal: AbortSignal,
): Promise<Speed | string> {
  const args = [folder, SIZE, PADDING, BATCH, cores].map(String);
  const said = await peers.python(['pictures.py', ...args], signal);
  if ('absent' in said) return said.absent;
  const [picturesPerSecond, processorMs] = said.stdout.trim().split('\n').at(-1)!.split(' ').map(Number);
  return { picturesPerSecond: picturesPerSecond!, processorMs: processorMs! };
}

/** A folder of pictures as a run has it: packed, and served as a coordinator serves it, by this process. */
class Ours {
  readonly #server: Server;
  readonly #data: OwnData;
  readonly #task: Omit<FeedTask, 'run'>;

  private constructor(server: Server, data: OwnData, task: Omit<FeedTask, 'run'>) {
    this.#server = server;
    this.#data = data;
    this.#task = task;
  }

  static async open(folder: string, threads: number, signal: AbortSignal): Promise<Ours> {
    const jobSource = await bundleOf(folder);
    const job = loadJob(jobSource);
    if (job.data.loader.kind !== 'images') throw new Error('the job of this benchmark has pictures');
    const context = { cacheDir: join(cacheDir(), 'datasets'), allowDownload: false, signal };
    const data = await loadOwn(job.data.loader, context, job);
    const server = new Server();
    server.addService(DataService, dataHandlers({ config: { runId: 'bench' }, dataset: data.dataset }));
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    return new Ours(server, data, { address: `127.0.0.1:${port}`, jobSource, threads });
  }

  /** Of a worker, a process of its own. */
  async speed(dataMode: 'stream' | 'replicate', signal: AbortSignal): Promise<Speed> {
    const { dataset, prepared } = this.#data;
    const infos = { train: dataset.train.info, test: dataset.test.info, prepared: JSON.stringify(prepared) };
    const run = { runId: 'bench', batchSize: BATCH, epochs: 2, seed: 1, dataMode, dataset: infos };
    const child: ChildProcess = spawn(process.execPath, [FEED], {
      signal,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      timeout: LONGEST_MS,
    });
    const result = answer<Speed>(child);
    child.send({ ...this.#task, run } satisfies FeedTask);
    return await result;
  }

  async close(): Promise<void> {
    this.#server.forceShutdown();
    await this.#data.dataset.close?.();
  }
}

async function bundleOf(folder: string): Promise<string> {
  const own = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  try {
    const file = join(own, 'pictures.ts');
    await writeFile(
      file,
      `import { augment, defineJob, images } from 'lockstep';
       export default defineJob({
         name: 'pictures', batchSize: ${BATCH}, epochs: 2, loss: 'binaryCrossentropy',
         data: images(${JSON.stringify(folder)}, { size: [${SIZE}, ${SIZE}], test: 0 }),
         augment: [augment.flip(), augment.crop(${PADDING})],
         model: (tf) => tf.sequential({ layers: [
           tf.layers.globalAveragePooling2d({ inputShape: [${SIZE}, ${SIZE}, 3] }),
           tf.layers.dense({ units: 1, activation: 'sigmoid' }),
         ] }),
         optimizer: (tf) => tf.train.sgd(0.01),
       });`,
    );
    return (await bundleJob(file)).source;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
