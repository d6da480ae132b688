import { execFileSync } from 'node:child_process';

/** A GPU as the driver tells of it. */
export interface Gpu {
  readonly index: number;
  readonly name: string;
  readonly driver: string;
  readonly memoryMiB: number;
  readonly usedMiB: number;
  /** `9.0` */
  readonly computeCapability: string;
}

/** Columns of `nvidia-smi`, in the order in which `parseGpus` reads them. */
const COLUMNS = ['index', 'name', 'driver_version', 'memory.total', 'memory.used', 'compute_cap'];

/** The GPUs of this machine, or why none is seen. */
export function queryGpus(): readonly Gpu[] | { readonly absent: string } {
  const args = [`--query-gpu=${COLUMNS.join(',')}`, '--format=csv,noheader,nounits'];
  try {
    return parseGpus(
      execFileSync('nvidia-smi', args, {
        encoding: 'utf8',
        timeout: 30_000,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  } catch (error) {
    const { code, stdout, message } = error as NodeJS.ErrnoException & { stdout?: string };
    if (code === 'ENOENT') return { absent: 'nvidia-smi is missing, which comes with the NVIDIA driver' };
    return { absent: `nvidia-smi fails: ${stdout?.trim() || message}` };
  }
}

/** @param csv what `nvidia-smi` prints, a GPU a line */
export function parseGpus(csv: string): Gpu[] {
  return csv
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [index, name, driver, memory, used, computeCapability] = line.split(',').map((one) => one.trim());
      return {
        index: Number(index),
        name: name ?? '',
        driver: driver ?? '',
        memoryMiB: Number(memory),
        usedMiB: Number(used),
        computeCapability: computeCapability ?? '',
      };
    });
}
