import type { PlacedNode } from '../../engine/compiled/placement.ts';

/** Nodes of a step by the device that ran them. */
export interface Placement {
  readonly gpu: number;
  /** What moves values or holds a constant, and computes nothing. */
  readonly moves: number;
  /** Nodes of each op that computed on the CPU. */
  readonly cpu: Readonly<Record<string, number>>;
}

/** Ops that are on the CPU with good reason: they feed, fetch, send, deliver, order, or hold a constant. */
const MOVES =
  /^(_Arg|_Retval|_Send|_Recv|_HostSend|_HostRecv|LockstepDeliver|Placeholder|NoOp|Const|Identity)$/;

export function placementOf(nodes: readonly PlacedNode[]): Placement {
  let [gpu, moves] = [0, 0];
  const cpu: Record<string, number> = {};
  for (const { op, device } of nodes) {
    if (/device:GPU:\d+$/.test(device)) gpu++;
    else if (MOVES.test(op)) moves++;
    else cpu[op] = (cpu[op] ?? 0) + 1;
  }
  return { gpu, moves, cpu };
}
