/** Lets faults happen to a cluster. */
import { Process } from './clock.ts';
import type { Cluster, LivingWorker } from './cluster.ts';
import type { Fault } from './schedule.ts';

/** Whose events are the faults. */
const world = new Process('world');

/** @returns how long it lasts, in ms */
export function befall(cluster: Cluster, fault: Fault): number {
  const { time, network } = cluster;
  const living = cluster.livingWorkers;
  const worker = (index: number): LivingWorker | undefined => living[index % living.length];
  const coordinators = () => cluster.livingCoordinators.map(({ process }) => process);
  const later = (ms: number, act: () => void) => {
    time.after(ms, world, act);
    return ms;
  };
  switch (fault.kind) {
    case 'kill':
    case 'vanish':
    case 'leave': {
      const victim = worker(fault.worker);
      if (!victim || victim.asked.signal.aborted) return 0;
      if (fault.kind === 'leave') victim.asked.abort(new Error('asked to leave'));
      else cluster.kill(victim.process, fault.kind === 'vanish');
      if (fault.again === 'no') return 0;
      // One that leaves may still be there, and of two processes of one name each takes the other's place.
      const name = fault.again === 'same' && fault.kind !== 'leave' ? victim.id : undefined;
      return later(40, () => void cluster.startWorker(name));
    }
    case 'hang': {
      const victim = worker(fault.worker);
      if (!victim) return 0;
      time.pause(victim.process);
      return later(fault.ms, () => time.resume(victim.process));
    }
    case 'cut': {
      const [a, b] = [worker(fault.a), worker(fault.b)];
      if (a && b && a !== b) network.cut(a.process, b.process);
      return 0;
    }
    case 'slow': {
      const [a, b] = [worker(fault.a), worker(fault.b)];
      if (a && b && a !== b) network.slow(a.process, b.process, 60);
      return 0;
    }
    case 'block': {
      const [a, b] = [worker(fault.a), worker(fault.b)];
      if (!a || !b || a === b) return 0;
      return blockFor(cluster, fault.ms, [
        [a.process, b.process],
        ...(fault.both ? [[b.process, a.process] as const] : []),
      ]);
    }
    case 'isolate': {
      const inside = living.slice(0, fault.workers).map(({ process }) => process);
      if (fault.withCoordinator) inside.push(...coordinators());
      const outside = [...living.map(({ process }) => process), ...coordinators()].filter(
        (p) => !inside.includes(p),
      );
      const pairs = inside.flatMap((a) => outside.flatMap((b) => [[a, b] as const, [b, a] as const]));
      return blockFor(cluster, fault.ms, pairs);
    }
    case 'detach': {
      const victim = worker(fault.worker);
      if (victim) for (const process of coordinators()) network.cut(victim.process, process);
      return 0;
    }
    case 'blind': {
      const victim = worker(fault.worker);
      if (!victim) return 0;
      const pairs = coordinators().flatMap((process) => [
        ...(fault.direction !== 'down' ? [[victim.process, process] as const] : []),
        ...(fault.direction !== 'up' ? [[process, victim.process] as const] : []),
      ]);
      return blockFor(cluster, fault.ms, pairs);
    }
    case 'join':
      cluster.startWorker();
      return 0;
    case 'coordinator': {
      for (const process of coordinators()) cluster.kill(process);
      if (fault.torn !== undefined) cluster.disk.tearJournal(fault.torn);
      return later(fault.ms, () => void cluster.startCoordinator('alive'));
    }
    case 'rival':
      for (const process of coordinators()) time.pause(process);
      cluster.startCoordinator('alive');
      return later(fault.ms, () => {
        for (const { process } of cluster.livingCoordinators) time.resume(process);
      });
    case 'hangCoordinator': {
      const paused = coordinators();
      for (const process of paused) time.pause(process);
      return later(fault.ms, () => {
        for (const process of paused) time.resume(process);
      });
    }
    case 'outlive': {
      const survivor = worker(fault.worker);
      if (!survivor) return 0;
      time.pause(survivor.process);
      return later(fault.ms, () => {
        for (const other of cluster.livingWorkers) if (other !== survivor) cluster.kill(other.process);
        time.resume(survivor.process);
      });
    }
    case 'order':
      // A stop needs room for its checkpoint.
      if (fault.command === 'stop') cluster.disk.full = false;
      cluster.order({ command: fault.command });
      return 0;
    case 'rate':
      cluster.orderRate();
      return 0;
    case 'rot':
      cluster.rot();
      return 0;
    case 'clock':
      time.wallOffset += fault.byMs;
      return 0;
    case 'disk': {
      const { how } = fault;
      if (how === 'full' && cluster.stopping) return 0;
      cluster.disk[how] = true;
      return later(fault.ms, () => {
        cluster.disk[how] = false;
      });
    }
    case 'killAll': {
      for (const { process } of living) cluster.kill(process);
      if (fault.coordinator) {
        for (const process of coordinators()) cluster.kill(process);
        cluster.startCoordinator('dead');
      }
      return 0;
    }
  }
}

function blockFor(cluster: Cluster, ms: number, pairs: readonly (readonly [Process, Process])[]): number {
  for (const [from, to] of pairs) cluster.network.block(from, to);
  cluster.time.after(ms, world, () => {
    for (const [from, to] of pairs) cluster.network.unblock(from, to);
  });
  return ms;
}
