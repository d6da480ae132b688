/**
 * How ranks of one generation pass bytes to each other. Collectives are written against `Transport` alone. It is
 * implemented by `mesh.ts` (links over TCP, TLS or gRPC), `native.ts` (the same links, served by a native thread) and
 * `shared.ts` (either, with memory that the ranks of one host share); all pass one compliance suite (test/compliance).
 */

import type { Schedule, WireFormat } from './schedule.ts';

/**
 * Names one message between two ranks. Sender and receiver name the same tag, so that collectives that run at the same
 * time never take each other's messages.
 */
export interface Tag {
  readonly step: number;
  /** Below 16 (worker/trainer/buckets.ts). */
  readonly bucket: number;
  /** Below 65536: counts the messages from one rank to another inside one collective. */
  readonly sequence: number;
}

/** What the parts of a tag stay below, in native/exchange/frame.h too. */
export const TAG_LIMITS = { bucket: 16, sequence: 65_536 } as const;

export interface Transport {
  readonly generation: number;
  readonly rank: number;
  readonly worldSize: number;

  /**
   * Sends `data` to `peer`; resolves when `data` may be changed again.
   * @throws LockstepError PEER_LOST | TIMEOUT | ABORTED, naming the peer and the tag's step
   */
  send(peer: number, tag: Tag, data: Uint8Array, signal: AbortSignal): Promise<void>;

  /**
   * Receives the message of `tag` from `peer` into `into`, whose length it must have exactly.
   * @throws as `send`
   */
  receive(peer: number, tag: Tag, into: Uint8Array, signal: AbortSignal): Promise<void>;

  /** As `receive`, but adds the float32 numbers to those in `into` as they arrive. */
  receiveAdd(peer: number, tag: Tag, into: Float32Array, signal: AbortSignal): Promise<void>;

  /** Runs a whole schedule, faster than `collective.ts` does with messages; undefined where the transport cannot. */
  readonly execute?:
    | ((
        schedule: Schedule,
        buffer: Float32Array,
        format: WireFormat,
        tag: Omit<Tag, 'sequence'>,
        signal: AbortSignal,
      ) => Promise<void>)
    | undefined;

  /** Memory that all ranks share; undefined unless they run on one host. */
  readonly shared?: SharedGroup | undefined;

  /** The hosts of the ranks; undefined where `shared` is there, and where every rank has a host of its own. */
  readonly hosts?: Hosts | undefined;

  /** Bytes and messages sent so far, for metrics and tests. */
  readonly sent: { readonly bytes: number; readonly messages: number };

  /** Ends the links; pending calls reject with ABORTED. */
  close(): Promise<void>;
}

/** Ranks that sum through memory they share. */
export interface SharedGroup {
  /**
   * Sums `buffer` over all ranks, in place, in the order of the ranks, so that all get the same bits.
   * @throws LockstepError PEER_LOST | ABORTED, or DIVERGED where ranks sum buffers of different lengths
   */
  allReduce(buffer: Float32Array, step: number): Promise<void>;
  /** Undefined where only the thread of the transport can sum. */
  readonly elsewhere?: SumsElsewhere | undefined;
}

/** The memory of a host as native code finds it in any thread of this process (native/shared). */
export interface NativeGroup {
  /** Path of the addon. */
  readonly addon: string;
  readonly group: number;
}

/** Lets another thread of this process sum a buffer by itself. */
export interface SumsElsewhere {
  /** Most numbers of a buffer. */
  readonly most: number;
  /**
   * As `allReduce`, where `work` makes the sum: one, through the group that it is given. It begins in its turn, and ends
   * soon after a rank is lost.
   */
  inTurn<T>(step: number, work: (group: NativeGroup) => Promise<T>): Promise<T>;
}

/** Which ranks run on one host, and the memory that those of this rank's host share (algorithms/two-level.ts). */
export interface Hosts {
  /** Ranks by host, each rising. The same on all ranks. */
  readonly ranks: readonly (readonly number[])[];
  /** Whether two levels are faster for a buffer of this size than the wire alone. The same on all ranks. */
  suits(buffer: Float32Array): boolean;
  /** Most numbers of a part. */
  readonly partLength: number;
  /**
   * Sums one buffer: `work` begins when all work before it is done, in the order of the calls, which is the same on
   * every rank. Where it fails, nothing can be summed in this generation any more.
   * @param work its signal aborts as soon as a rank of the generation is lost
   * @throws LockstepError PEER_LOST | ABORTED, or the signal's reason
   */
  inTurn(step: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /**
   * Sums `part` over the ranks of this host, in their order: slice k of `streams` ends in the part of the k-th of them,
   * and the rest of a part is undefined. Slices are those of `partStart`.
   * @throws LockstepError DIVERGED where ranks sum parts of different lengths
   */
  sum(part: Float32Array, streams: number): Promise<void>;
  /** Brings slice k from the part of the k-th rank into those of all. There is one for each `sum`, in their order. */
  share(part: Float32Array, streams: number): Promise<void>;
}

/** One rank's entry in a generation. */
export interface Member {
  readonly workerId: string;
  readonly rank: number;
  /** `host:port` where its endpoint listens. */
  readonly address: string;
}

/** What links ranks into a mesh: immutable, one a generation. */
export interface MeshPlan {
  readonly runId: string;
  readonly generation: number;
  readonly rank: number;
  readonly members: readonly Member[];
  /** 32 random bytes that only this generation's members know; links without it are refused. */
  readonly key: Uint8Array;
}

/** A worker's listening end: lives as long as the worker, and makes one Transport a generation. */
export interface Endpoint {
  /** `host:port` that peers reach. */
  readonly address: string;
  /**
   * Links to every other member; resolves when all links stand.
   * @throws LockstepError UNREACHABLE | TIMEOUT | UNAUTHENTICATED naming the peer
   */
  connect(plan: MeshPlan, signal: AbortSignal): Promise<Transport>;
  close(): Promise<void>;
}
