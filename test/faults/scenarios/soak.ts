import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Running } from '../../support/process.ts';
import { broken, cluster, undisturbed, verdict } from '../runs.ts';
import type { Scenario } from '../scenario.ts';

const KILL_EVERY_MS = 10_000;
/** Steps take 25 to 30 ms with this pause in them, so that an epoch is about 1.5 s. */
const PACE_MS = 20;
const BOUND_MB_PER_MINUTE = 1;

/** What a process holds. */
interface Sample {
  readonly minutes: number;
  readonly mb: number;
  readonly handles: number;
}

/** Minutes of training in which a worker dies every ten seconds and another takes its place. */
export const soak: Scenario = async ({ folder, repetitions, say }) => {
  const epochs = repetitions(600);
  const run = await cluster(folder, { epochs, paceMs: PACE_MS, flags: ['--max-workers', '4'] });
  try {
    const start = Date.now();
    const over = run.coordinator.finished.then(() => true);
    // Worker 0 lives through it all, so that what leaks in a worker shows.
    const samples = { coordinator: [] as Sample[], worker: [] as Sample[] };
    let kills = 0;
    run.join('spare-0');
    while (!(await Promise.race([over, delay(KILL_EVERY_MS, false)]))) {
      const minutes = (Date.now() - start) / 60_000;
      samples.coordinator.push(sample(run.coordinator, minutes));
      samples.worker.push(sample(run.worker('worker-0'), minutes));
      const mortal = run.members.filter((id) => id !== 'worker-0');
      run.kill(mortal[kills % mortal.length]!, 'SIGKILL');
      run.join(`spare-${++kills}`);
      say(`${minutes.toFixed(1)} minutes, ${kills} killed, step ${run.step}`);
    }
    const minutes = (Date.now() - start) / 60_000;
    const wrong = await broken(run, epochs);
    const { loss } = await run.summary();
    const clean = (await undisturbed(epochs)).loss!;
    const slopes = [slope(samples.coordinator), slope(samples.worker)];
    const handles = growth(samples.coordinator) + growth(samples.worker);
    return [
      {
        fault: `soak: ${minutes.toFixed(0)} minutes, a worker killed every 10 s (${kills} in all)`,
        shown: 'loss within 1 % of clean, RSS slope < 1 MB/min, no leaked handle',
        result: `loss ${loss!.toPrecision(4)}, clean ${clean.toPrecision(4)}; RSS slope ${slopes.map((mb) => mb.toFixed(2)).join(' and ')} MB/min (coordinator, longest-lived worker); ${handles} more handles at the end; ${verdict(wrong)}`,
        holds:
          wrong.length === 0 &&
          Math.abs(loss! / clean - 1) < 0.01 &&
          Math.max(...slopes) < BOUND_MB_PER_MINUTE &&
          handles <= 0,
      },
    ];
  } finally {
    await run.end();
  }
};

function sample({ child }: Running, minutes: number): Sample {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const mb = Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
  return { minutes, mb, handles: readdirSync(`/proc/${child.pid}/fd`).length };
}

/** MB a minute, by least squares, over the second half: the first fills caches and pools. */
function slope(samples: readonly Sample[]): number {
  const half = samples.slice(Math.floor(samples.length / 2));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(half.map(({ minutes }) => minutes)), mean(half.map(({ mb }) => mb))];
  const up = half.reduce((sum, { minutes, mb }) => sum + (minutes - x) * (mb - y), 0);
  const across = half.reduce((sum, { minutes }) => sum + (minutes - x) ** 2, 0);
  return across > 0 ? up / across : 0;
}

/** Handles of the last quarter over those of the second, in the median. */
function growth(samples: readonly Sample[]): number {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const middle = (part: readonly Sample[]) =>
    [...part].sort((a, b) => a.handles - b.handles)[Math.floor(part.length / 2)]?.handles ?? 0;
  return middle(samples.slice(-quarter)) - middle(samples.slice(quarter, 2 * quarter));
}
