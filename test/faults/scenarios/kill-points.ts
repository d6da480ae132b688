import { PHASES, type Phase } from '../fail-at.ts';
import { broken, cluster, STEPS_PER_EPOCH, verdict } from '../runs.ts';
import type { Context, Row, Scenario } from '../scenario.ts';
import { seconds, worst } from '../words.ts';

/** Time to the next committed step, in ms. */
const BOUND_MS = 2_000;
const PACE_MS = 10;
/** Steps of the run for each kill: as many as pass while another worker starts. */
const STEPS_PER_KILL = 120;

/** SIGKILL at exact places inside a step; a worker in reserve takes the place of each that died. */
export const killPoints: Scenario = async (context) => {
  const rows: Row[] = [];
  for (const phase of PHASES) rows.push(await killAt(phase, context));
  return rows;
};

async function killAt(phase: Phase, { folder, repetitions, say }: Context): Promise<Row> {
  const kills = repetitions(20);
  const epochs = Math.max(3, Math.ceil((kills * STEPS_PER_KILL) / STEPS_PER_EPOCH));
  // Over sockets the ranks are in other places of an all-reduce than over shared memory.
  const transports = phase.startsWith('mid') ? 'tcp' : 'auto';
  const flags = ['--max-workers', '4', '--transport', transports];
  const run = await cluster(folder, { epochs, paceMs: PACE_MS, flags });
  try {
    const waits: number[] = [];
    const repeated: number[] = [];
    run.join('spare-0');
    for (let kill = 0; kill < kills; kill++) {
      await run.sees('worker_ready', ({ workerId }) => workerId === `spare-${kill}`);
      await run.reaches(run.step + 5);
      const victim = run.members[kill % run.members.length]!;
      run.arm(victim, { step: run.step + 5, phase });
      const died = await run.death(victim);
      run.join(`spare-${kill + 1}`);
      const recovered = await run.sees('recovered', ({ time }) => time >= died - 100);
      waits.push(recovered.time - died);
      repeated.push(recovered.repeatedSteps);
      say(`killed ${phase}: ${kill + 1}/${kills}, next step after ${seconds(waits.at(-1)!)}`);
    }
    const wrong = await broken(run, epochs);
    if (Math.max(...repeated) > 1) wrong.push('more than one step was repeated');
    return {
      fault: `SIGKILL of a worker ${phase}, ${kills} times`,
      shown: 'next committed step ≤ 2 s, at most 1 step redone',
      result: `${kills} of ${kills}: ${worst(waits)}; most redone: ${Math.max(...repeated)}; ${verdict(wrong)}`,
      holds: wrong.length === 0 && Math.max(...waits) <= BOUND_MS,
    };
  } finally {
    run.end();
  }
}
