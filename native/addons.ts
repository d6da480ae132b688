import { fileURLToPath } from 'node:url';

/** A shared library of our own for Node, made of one C++ file and what it includes. */
interface Addon {
  /** Paths; the first is compiled, it includes the others. */
  readonly sources: readonly string[];
  /** Whether it links TensorFlow. */
  readonly tensorflow: boolean;
  /** What the compiler is told beside what all addons share. */
  readonly flags: readonly string[];
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const sources = (folder: string, ...names: string[]) => names.map((name) => here(`${folder}/${name}`));

const SHARED = [here('napi.h'), here('processors.h')];

/** All addons. `lockstep setup` compiles them into the folder of the TensorFlow runtime. */
export const ADDONS = {
  /** Loads TensorFlow, and keeps its remarks off the terminal. */
  quiet: { sources: sources('tensorflow', 'quiet.cc'), tensorflow: false, flags: ['-ldl'] },
  /** Runs compiled steps. */
  session: {
    sources: [
      ...sources('tensorflow', 'session.cc', 'elementwise.h', 'finite.h', 'tile.h', 'kernel.h', 'deliver.h'),
      ...sources('tensorflow', 'program.h', 'product.h', 'pack.h', 'scatter.h', 'denormals.h', 'results.h'),
      ...sources('tensorflow', 'uniform.h', 'threads.h', 'sparse-pack.h', 'sparse-product.h', 'sparse-ops.h'),
      ...sources('tensorflow', 'winograd.h', 'convolution-tiles.h', 'convolution-pooling.h'),
      ...sources('tensorflow', 'convolution-epilogue.h', 'convolution.h', 'convolution-ops.h'),
      ...SHARED,
    ],
    tensorflow: true,
    // NaN is data here and no error signal is read, so loops of comparisons may become vector instructions.
    flags: ['-O3', '-fno-math-errno', '-fno-trapping-math', '-pthread'],
  },
  /** Bytes of samples as numbers. */
  samples: { sources: [...sources('samples', 'scale.cc'), ...SHARED], tensorflow: false, flags: ['-O3'] },
  /** Sums through memory that the ranks of one host share. */
  shared: {
    sources: [...sources('shared', 'shared.cc', 'group.h'), here('napi.h')],
    tensorflow: false,
    flags: ['-O3'],
  },
  /** The all-reduce over TCP, in the clear and in TLS. */
  exchange: {
    sources: [
      ...sources('exchange', 'exchange.cc', 'wire.h', 'link.h', 'inbox.h', 'outbox.h', 'frame.h', 'job.h'),
      ...sources('exchange', 'receiver.h', 'numbers.h', 'sparse.h'),
      ...sources('exchange', 'stream.h', 'session.h', 'credentials.h', 'openssl.h'),
      ...sources('exchange', 'records.h', 'record-key.h', 'byte-queue.h'),
      ...SHARED,
    ],
    tensorflow: false,
    flags: ['-O3', '-pthread', '-ldl'],
  },
} as const satisfies Readonly<Record<string, Addon>>;

export type AddonName = keyof typeof ADDONS;
export const ADDON_NAMES = Object.keys(ADDONS) as AddonName[];
