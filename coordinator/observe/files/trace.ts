import type { Phase } from '../../../base/phases.ts';
import type { RunEvent, StepSummary } from '../../../proto/events.ts';
import type { EventOutlet } from '../../events/outlet.ts';
import { describeEvent } from '../view/happenings.ts';
import { GrowingFile } from './growing-file.ts';

const COORDINATOR = 0;

/**
 * A run as a timeline for Perfetto or chrome://tracing: the JSON array of Chrome's Trace Event Format, written
 * as it happens. Each worker is a process with its steps and, within them, their phases; the coordinator is
 * process 0 with what happened to the run. All times are on the coordinator's clock.
 */
export class TraceFile implements EventOutlet {
  readonly #file: GrowingFile;
  /** Process number by worker. */
  readonly #pids = new Map<string, number>();
  #members: readonly string[] = [];
  #isFirst = true;
  /** Time zero of the trace, in ms since 1970. */
  #origin = 0;
  #leftOut = 0;
  #brokenAt: number | undefined;

  constructor(path: string) {
    this.#file = new GrowingFile(path);
  }

  hear(event: RunEvent): void {
    if (event.type === 'run_started') this.#origin ||= event.phases?.[0]?.start ?? event.time;
    this.#origin ||= event.time;
    if (event.type === 'step') this.#step(event);
    if (event.type === 'run_started') {
      this.#name(COORDINATOR, 'coordinator');
      this.#start(COORDINATOR, 3, event.phases);
    }
    if (event.type === 'worker_ready') this.#start(this.#pidOf(event.workerId), 2, event.phases);
    if (event.type === 'generation_broken') this.#brokenAt ??= event.time;
    if (event.type === 'generation_formed') this.#formed(event.members, event.time);
    const happening = describeEvent(event);
    if (happening) this.#instant(event.time, happening.text);
    if (event.type === 'epoch_ended') {
      const ms = 1000 * event.seconds;
      const start = this.#since(event.time) - ms;
      this.#slice(COORDINATOR, 1, `epoch ${event.epoch + 1}`, start, ms, event.logs);
    }
  }

  /** @throws LockstepError STORAGE */
  async close(): Promise<void> {
    if (this.#leftOut > 0)
      this.#instant(
        this.#origin,
        `${this.#leftOut} steps are left out: the file is full, or the disk was too slow`,
      );
    this.#file.write(this.#isFirst ? '[]\n' : '\n]\n');
    await this.#file.close();
  }

  #formed(members: readonly string[], time: number): void {
    this.#members = members;
    for (const [rank, id] of members.entries()) {
      const pid = this.#pidOf(id);
      this.#name(pid, `${id} (rank ${rank})`);
    }
    // Between two generations nobody steps.
    if (this.#brokenAt !== undefined) {
      const start = this.#since(this.#brokenAt);
      this.#slice(COORDINATOR, 2, 'between generations', start, time - this.#brokenAt);
    }
    this.#brokenAt = undefined;
  }

  #pidOf(workerId: string): number {
    const pid = this.#pids.get(workerId) ?? this.#pids.size + 1;
    this.#pids.set(workerId, pid);
    return pid;
  }

  /** Phases that overlap, since threads work at the same time, get a line each. */
  #start(pid: number, tid: number, phases: readonly Phase[] = []): void {
    const ends: number[] = [];
    for (const { name, start, ms } of phases.toSorted((a, b) => a.start - b.start)) {
      const free = ends.findIndex((end) => end <= start);
      const line = free < 0 ? ends.length : free;
      ends[line] = start + ms;
      this.#slice(pid, tid + line, name, this.#since(start), ms);
    }
  }

  #step({ rank, step, epoch, start, phases, samples, hidden = 0 }: StepSummary): void {
    const pid = this.#pids.get(this.#members[rank] ?? '');
    if (pid === undefined) return;
    if (!this.#file.hasRoom) {
      this.#leftOut++;
      return;
    }
    const total = Object.values(phases).reduce((sum, ms) => sum + ms, 0);
    let at = this.#since(start);
    this.#slice(pid, 1, `step ${step}`, at, total, { epoch, samples });
    for (const [phase, ms] of Object.entries(phases)) {
      const args = phase === 'reduce' && hidden > 0 ? { 'ms beside compute': hidden } : undefined;
      this.#slice(pid, 1, phase === 'reduce' ? 'all-reduce' : phase, at, ms, args);
      at += ms;
    }
  }

  #name(pid: number, name: string): void {
    this.#write({ ph: 'M', name: 'process_name', pid, args: { name } });
    this.#write({ ph: 'M', name: 'process_sort_index', pid, args: { sort_index: pid } });
    const threads =
      pid === COORDINATOR
        ? ['what happened', 'epochs', 'between generations', 'start']
        : ['', 'steps', 'start'];
    for (const [tid, thread] of threads.entries()) {
      if (thread) this.#write({ ph: 'M', name: 'thread_name', pid, tid, args: { name: thread } });
    }
  }

  #instant(time: number, name: string): void {
    this.#write({ ph: 'i', s: 'g', name, pid: COORDINATOR, tid: 0, ts: microseconds(this.#since(time)) });
  }

  /** `start` and `ms` in ms since the trace began. */
  #slice(pid: number, tid: number, name: string, start: number, ms: number, args?: object): void {
    const ts = microseconds(start);
    // From rounded ends, so that slices which follow each other neither overlap nor leave their step.
    const dur = microseconds(start + ms) - ts;
    this.#write({ ph: 'X', name, pid, tid, ts, dur: Number(dur.toFixed(3)), ...(args && { args }) });
  }

  /** Small numbers, since those of ms since 1970 are too coarse for a phase. */
  #since(time: number): number {
    return time - this.#origin;
  }

  #write(entry: object): void {
    this.#file.write(`${this.#isFirst ? '[\n' : ',\n'}${JSON.stringify(entry)}`);
    this.#isFirst = false;
  }
}

/** To the nanosecond. */
function microseconds(ms: number): number {
  return Math.round(1e6 * ms) / 1e3;
}
