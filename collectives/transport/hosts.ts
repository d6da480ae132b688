/** Who shares a host. Pure, but for `hostIdentity`, which looks at this process. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/** Beyond this many ranks on one host, each would add too many buffers: the sum has two levels then too. */
export const MOST_AT_ONCE = 8;
/** Up to this many bytes, handing over between threads and processes takes longer than what two levels save. */
export const SMALL_BYTES = 128 * 1024;
/** Most bytes of a part where the sum has two levels. */
export const PART_BYTES = 8 * 1024 * 1024;
/** Bytes of a host's identity. */
export const IDENTITY_BYTES = 32;

/**
 * Equal for processes that reach each other through the memory and the loopback of one machine: one boot of one kernel,
 * with one view of its processes and its network. Containers and network namespaces are hosts of their own. A system that
 * does not tell gives a number of this process alone.
 */
export function hostIdentity(): Uint8Array {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    const spaces = ['pid', 'net'].map((space) => readlinkSync(`/proc/self/ns/${space}`));
    return createHash('sha256')
      .update([boot, ...spaces].join())
      .digest();
  } catch {
    return randomBytes(IDENTITY_BYTES);
  }
}

/** Ranks by host, each rising, in the order of their first ranks. @param identities by rank */
export function groupByHost(identities: readonly Uint8Array[]): number[][] {
  const hosts = new Map<string, number[]>();
  for (const [rank, identity] of identities.entries()) {
    const name = Buffer.from(identity).toString('hex');
    hosts.set(name, [...(hosts.get(name) ?? []), rank]);
  }
  return [...hosts.values()];
}

/** Where not all ranks of a host have its memory, each is a host of its own. @param has by rank */
export function splitWithout(has: readonly boolean[], hosts: readonly (readonly number[])[]): number[][] {
  return hosts.flatMap((ranks) =>
    ranks.every((rank) => has[rank]) ? [[...ranks]] : ranks.map((rank) => [rank]),
  );
}
