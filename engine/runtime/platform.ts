import type { Flavor } from './layout.ts';

/** What decides which TensorFlow wheels a machine can load. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Version of the C library where that is glibc. */
  readonly glibc: string | undefined;
}

/** Why a machine cannot have a runtime, and the way out. */
export interface Obstacle {
  readonly reason: string;
  readonly hint: string;
}

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  const { platform, arch } = process;
  if (platform !== 'linux') return { platform, arch, glibc: undefined };
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return { platform, arch, glibc: header.glibcVersionRuntime };
}

/** TensorFlow 2.21 has wheels with libraries for Linux on x64 and arm64 with glibc 2.27; those with CUDA are for x64. */
export function obstacleTo(flavor: Flavor, { platform, arch, glibc }: Machine): Obstacle | undefined {
  if (platform !== 'linux') {
    return {
      reason: `there is no TensorFlow runtime for ${NAMES[platform] ?? platform}`,
      hint: 'Use Linux, in a container or WSL 2; without it, training runs in JavaScript, which is slow',
    };
  }
  if (arch !== 'x64' && arch !== 'arm64') {
    return {
      reason: `there is no TensorFlow wheel for Linux on ${arch}`,
      hint: 'Use a machine with x64 or arm64; without it, training runs in JavaScript, which is slow',
    };
  }
  if (glibc === undefined) {
    return {
      reason: 'TensorFlow’s wheels need glibc, and this Linux has another C library',
      hint: 'Use an image of Debian, Ubuntu or Fedora instead of Alpine',
    };
  }
  if (flavor === 'cuda' && arch !== 'x64') {
    return {
      reason: `TensorFlow’s wheel for ${arch} computes on the CPU only`,
      hint: 'Leave out --cuda, or use a machine with x64',
    };
  }
  return undefined;
}

const NAMES: Readonly<Record<string, string>> = { darwin: 'macOS', win32: 'Windows' };
