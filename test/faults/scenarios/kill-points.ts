import type { Command } from '../../../proto/commands.ts';
import type { Cluster } from '../cluster.ts';
import { PHASES, type Phase } from '../fail-at.ts';
import { broken, cluster, PATIENT, STEPS_PER_EPOCH, verdict } from '../runs.ts';
import type { Context, Row, Scenario } from '../scenario.ts';
import { seconds, worst } from '../words.ts';

/** Time to the next committed step, in ms. */
const BOUND_MS = 2_000;
const PACE_MS = 10;
/** Steps of the run for each kill. */
const STEPS_PER_KILL = 120;

/** SIGKILL at an exact place inside a step; a worker in reserve takes the place of each that died. */
export const KILL_POINTS: Readonly<Record<string, Scenario>> = Object.fromEntries(
  PHASES.map((phase) => [
    `kill-${phase.replaceAll(' ', '-')}`,
    async (context: Context) => [await killAt(phase, context)],
  ]),
);

async function killAt(phase: Phase, context: Context): Promise<Row> {
  const kills = context.repetitions(20);
  const { waits, redone, wrong } = await killWorkers(
    Array.from({ length: kills }, () => phase),
    context,
  );
  const most = Math.max(...redone);
  return {
    fault: `SIGKILL of a worker ${phase}, ${kills} times`,
    shown: 'next committed step ≤ 2 s, at most 1 step redone',
    result: `${waits.filter((ms) => ms <= BOUND_MS).length} of ${kills}: ${worst(waits)}; most redone: ${most}; ${verdict(wrong)}`,
    holds: wrong.length === 0 && most <= 1 && Math.max(...waits) <= BOUND_MS,
  };
}

/** What came of the kills. */
interface Kills {
  /** From the death of each to the next committed step, in ms. */
  readonly waits: readonly number[];
  /** Committed steps that were done again after each. */
  readonly redone: readonly number[];
  /** What the run did not fulfil. */
  readonly wrong: readonly string[];
}

async function obeyed(run: Cluster, command: Command): Promise<void> {
  const { ok, message } = await run.tell(command);
  if (!ok) throw new Error(`${command.command}: ${message}`);
}

/** One run in which a worker dies at each of these places in turn. */
export async function killWorkers(phases: readonly Phase[], { folder, say }: Context): Promise<Kills> {
  const epochs = Math.max(3, Math.ceil((phases.length * STEPS_PER_KILL) / STEPS_PER_EPOCH));
  // Where all ranks share memory an all-reduce has no middle to speak of; over sockets it has.
  const flags = ['--max-workers', '4', '--transport', 'tcp', ...PATIENT];
  const run = await cluster(folder, { epochs, paceMs: PACE_MS, flags });
  try {
    const waits: number[] = [];
    const redone: number[] = [];
    for (const [kill, phase] of phases.entries()) {
      // However long it takes to start, the run is not over by then.
      await obeyed(run, { command: 'pause' });
      run.join(`spare-${kill}`);
      await run.sees('worker_ready', ({ workerId }) => workerId === `spare-${kill}`);
      await obeyed(run, { command: 'resume' });
      await run.reaches(run.step + 5);
      const victim = run.members[kill % run.members.length]!;
      run.arm(victim, { step: run.step + 5, phase });
      const died = await run.death(victim);
      const recovered = await run.sees('recovered', ({ time }) => time >= died - 100);
      waits.push(recovered.time - died);
      redone.push(recovered.repeatedSteps);
      say(`killed ${phase}: ${kill + 1}/${phases.length}, next step after ${seconds(waits.at(-1)!)}`);
    }
    return { waits, redone, wrong: await broken(run, epochs) };
  } finally {
    await run.end();
  }
}
