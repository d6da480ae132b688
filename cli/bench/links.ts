import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../../base/median.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { certificatesIn } from './certificates.ts';
import type { RankTask } from './rank.ts';
import { timeRanks } from './ranks.ts';
import { sizeOf } from './table.ts';

/** That all others are compared with. */
const CLEAR = 'TCP';

type Work = Pick<RankTask, 'what' | 'size' | 'steps'>;

const SIZES = [4096, 65_536, 1_628_200, 10_800_000, 64_000_000, 256_000_000];
const SUMS: readonly Work[] = SIZES.map((size) => {
  return { what: 'all-reduce', size, steps: size > 4e6 ? Math.ceil(200e6 / size) : 60 };
});
const TRAINING: Work = { what: 'mnist-mlp', size: 128, steps: 200 };

/** Kinds of links, by their titles. */
type Links = Readonly<Record<string, Pick<RankTask, 'transport' | 'tls' | 'ranksPerHost'>>>;

/** Contenders that take turns. */
interface Table {
  readonly title: string;
  readonly world: number;
  readonly links: Links;
  readonly works: readonly Work[];
}

/**
 * `lockstep bench --only links`: shared memory, TCP, and what TLS costs by the native exchange and by Node; then two levels,
 * for which the ranks of this machine take themselves for two hosts, so that no link is between them.
 */
export async function benchLinks(rounds: number, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-bench-'));
  try {
    const tls = certificatesIn(folder);
    for (const table of [twoRanks(tls), twoHosts(tls)]) {
      terminal.print(HEAD(table.title).join('\n'));
      for (const work of table.works) {
        for (const row of await compare(work, table, rounds, terminal, signal)) terminal.print(row);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const twoRanks = (tls: string): Table => ({
  title: 'two ranks',
  world: 2,
  links: {
    [CLEAR]: { transport: 'tcp' },
    'shared memory': { transport: 'auto' },
    TLS: { transport: 'tcp', tls },
    'TLS by Node': { transport: 'messages', tls },
  },
  works: [...SUMS, TRAINING],
});

const twoHosts = (tls: string): Table => ({
  title: 'two hosts of two ranks, on one machine',
  world: 4,
  links: {
    [CLEAR]: { transport: 'tcp' },
    'two levels': { transport: 'auto', ranksPerHost: 2 },
    'two levels, TLS': { transport: 'auto', ranksPerHost: 2, tls },
  },
  works: SUMS,
});

const HEAD = (title: string) => [
  `| ${title} | links | ms | speed of TCP | algorithm bandwidth, GB/s | bus bandwidth, GB/s |`,
  '| --- | --- | --- | --- | --- | --- |',
];

async function compare(
  work: Work,
  { links, world }: Table,
  rounds: number,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<string[]> {
  const seconds = new Map<string, number[]>(Object.keys(links).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, link] of Object.entries(links)) {
      terminal.show(`  ${work.what} of ${work.size}: round ${round + 1}/${rounds}, ${name}`);
      const result = await timeRanks({ ...work, ...link, world, reproducible: false, samples: true }, signal);
      seconds.get(name)!.push(median(result.seconds));
    }
  }
  const clear = median(seconds.get(CLEAR)!);
  return [...seconds].map(([name, list]) => {
    const time = median(list);
    return `| ${work.what}, ${sizeOf(work)} | ${name} | ${(1000 * time).toPrecision(3)} | ${(clear / time).toFixed(2)} | ${bandwidths(work, world, time)} |`;
  });
}

/** As nccl-tests define them: bytes of a rank's buffer a second, and what the links carry then, whatever the world. */
function bandwidths({ what, size }: Work, world: number, seconds: number): string {
  if (what !== 'all-reduce') return ' | ';
  const algorithm = size / seconds / 1e9;
  const bus = (algorithm * 2 * (world - 1)) / world;
  return `${algorithm.toPrecision(3)} | ${bus.toPrecision(3)}`;
}
