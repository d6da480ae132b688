/** What is compared with what. */

export const PARTS = [
  'mnist-mlp',
  'mnist-cnn',
  'imdb-lstm',
  'fashion-resnet',
  'imdb-transformer',
  'text-gpt',
  'all-reduce',
  'worlds',
] as const;
export type Part = (typeof PARTS)[number];
/** Parts that have tables of their own, and run where they are asked for: whole commands, kinds of links, and pictures. */
export const OTHER_PARTS = ['start', 'whole', 'links', 'pictures'] as const;
export type OtherPart = (typeof OTHER_PARTS)[number];

/** One row of the table. */
export interface Case {
  /** A model, or `all-reduce`. */
  readonly what: string;
  /** Samples of the global batch, or bytes to sum. */
  readonly size: number;
  readonly workers: number;
  /** Steps of a round. */
  readonly steps: number;
  /** How our ranks are linked, a contender each: names to transports. */
  readonly ours: Readonly<Record<string, 'auto' | 'tcp'>>;
  /** Names that `peer.py` knows. */
  readonly peers: readonly string[];
}

const KB = 1000;
/** Around what the three models sum: 1.6, 4.8 and 10.8 MB. */
const SIZES = [4096, 65_536, 1628.2 * KB, 4800 * KB, 10_800 * KB, 64_000 * KB];

export function casesOf(part: Part): readonly Case[] {
  switch (part) {
    case 'mnist-mlp':
      return training(part, 128, 200, ['torch', 'keras']);
    case 'mnist-cnn':
      return training(part, 128, 10, ['torch', 'keras']);
    case 'imdb-lstm':
      return training(part, 32, 30, ['torch', 'torch-both-dropouts', 'keras']);
    case 'fashion-resnet':
      return training(part, 128, 10, ['torch'], ['ddp']);
    case 'imdb-transformer':
      return training(part, 64, 20, ['torch'], ['ddp']);
    case 'text-gpt':
      return training(part, 32, 10, ['torch'], ['ddp']);
    case 'all-reduce':
      return SIZES.map((bytes) => summing(bytes, 2));
    case 'worlds':
      return [3, 4, 6, 8].flatMap((world) => [4096, 1628.2 * KB].map((bytes) => summing(bytes, world)));
  }
}

function training(
  what: string,
  size: number,
  steps: number,
  alone: readonly string[],
  together: readonly string[] = ['ddp', 'keras-mirrored'],
): readonly Case[] {
  const common = { what, size, steps, ours: { Lockstep: 'auto' } } as const;
  return [
    { ...common, workers: 1, peers: alone },
    { ...common, workers: 2, peers: together },
  ];
}

function summing(bytes: number, workers: number): Case {
  const steps = bytes > 4e6 ? 20 : 60;
  const ours = { 'shared memory': 'auto', TCP: 'tcp' } as const;
  return { what: 'all-reduce', size: bytes, workers, steps, ours, peers: ['gloo'] };
}

/** What people call a contender. */
export const TITLES: Readonly<Record<string, string>> = {
  torch: 'PyTorch',
  'torch-both-dropouts': 'PyTorch, both dropouts',
  keras: 'Keras',
  ddp: 'DDP + Gloo',
  'keras-mirrored': 'Keras MultiWorkerMirrored',
  gloo: 'Gloo',
};
