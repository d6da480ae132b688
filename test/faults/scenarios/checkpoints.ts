import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stateOfRun } from '../../../coordinator/store/journal.ts';
import { RunDirectory } from '../../../coordinator/store/run-directory.ts';
import { decodeCheckpoint } from '../../../worker/checkpoint/checkpoint.ts';
import { launch } from '../../support/process.ts';
import { broken, cluster, digits, verdict } from '../runs.ts';
import type { Context, Row, Scenario } from '../scenario.ts';

/** What stands on the disk when writing it went wrong. */
export const checkpoints: Scenario = async (context) => [
  await torn(context),
  await killedWhileSaving(context),
  ...(mayMount() ? [await diskFull(context)] : []),
];

async function torn({ folder, repetitions }: Context): Promise<Row> {
  const offsets = repetitions(200);
  const run = await cluster(folder, { epochs: 4 });
  await run.summary();
  await run.end();
  const { runDir } = run.options;
  const hashes = new Map(stateOfRun(runDir)!.checkpoints);
  const directory = await RunDirectory.reopen(runDir);
  const [newest, previous] = (await directory.checkpoints()) as [string, string];
  const file = join(runDir, newest);
  const whole = readFileSync(file);
  let right = 0;
  for (let i = 0; i < offsets; i++) {
    truncateSync(file, Math.floor(Math.random() * whole.byteLength));
    const found = await directory.newestWhole(hashes);
    if (found.whole?.path === previous && found.damaged[0] === newest) right++;
    writeFileSync(file, whole);
  }
  const healed = (await directory.newestWhole(hashes)).whole?.path === newest;
  await directory.close();
  return {
    fault: `the newest checkpoint torn at ${offsets} random offsets`,
    shown: 'never loads bad data',
    result: `${right} of ${offsets}: refused, the one before it is taken`,
    holds: right === offsets && healed,
  };
}

async function killedWhileSaving({ folder, repetitions, say }: Context): Promise<Row> {
  const kills = repetitions(50);
  const epochs = Math.max(4, Math.ceil(2.5 * kills));
  const run = await cluster(folder, { epochs, paceMs: 20, flags: ['--checkpoint-every', '2'] });
  try {
    const wrong: string[] = [];
    const { runDir } = run.options;
    for (let kill = 0; kill < kills; kill++) {
      const since = Date.now();
      await run.sees('checkpoint_saved', ({ time }) => time > since);
      await delay(Math.random() * 40);
      run.coordinator.child.kill('SIGKILL');
      await run.coordinator.finished;
      const hashes = new Map(stateOfRun(runDir)!.checkpoints);
      let known = 0;
      for (const name of readdirSync(join(runDir, 'checkpoints'))) {
        if (!name.endsWith('.safetensors')) continue;
        const content = readFileSync(join(runDir, 'checkpoints', name));
        decodeCheckpoint([content]);
        const sha256 = createHash('sha256').update(content).digest('hex');
        if (hashes.get(`checkpoints/${name}`) === sha256) known++;
      }
      if (known === 0) wrong.push('no checkpoint was whole');
      say(`killed while saving: ${kill + 1}/${kills}`);
      await run.lead();
    }
    wrong.push(...(await broken(run, epochs, false)));
    return {
      fault: `SIGKILL of the coordinator while it saves, ${kills} times`,
      shown: 'never loads bad data',
      result: `every file on the disk whole ${kills} of ${kills} times; ${verdict(wrong)}`,
      holds: wrong.length === 0,
    };
  } finally {
    await run.end();
  }
}

async function diskFull({ folder }: Context): Promise<Row> {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
  try {
    const epochs = 40;
    const run = await cluster(folder, { epochs, runDir: join(disk, 'run') });
    const { code, stdout, stderr } = await run.coordinator.finished;
    await run.end();
    const clear = /cannot write .*no space left on device/.test(stdout + stderr);
    execFileSync('mount', ['-o', 'remount,size=256m', disk]);
    const args = ['train', '--resume', run.options.runDir, '--workers', '4', '--data-dir', digits(folder)];
    run.coordinator = launch(args);
    const wrong = await broken(run, epochs, false);
    const at = run.of('generation_formed').at(-1)!.nextStep;
    return {
      fault: 'the run directory on a disk of 1 MB',
      shown: 'fails clearly; never loads bad data',
      result: `ended with code ${code} and \`cannot write ... no space left on device\`; with room made, \`--resume\` went on at step ${at}; ${verdict(wrong)}`,
      holds: wrong.length === 0 && code !== 0 && clear && at > 0,
    };
  } finally {
    execFileSync('umount', ['-l', disk]);
  }
}

function mayMount(): boolean {
  return process.getuid?.() === 0;
}
