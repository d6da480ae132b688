import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJson, run, start, temporaryFolder } from '../support/lockstep.ts';
import { digits, JOB, SHAPE, undisturbed } from '../support/runs.ts';
import { type S3Server, s3Server } from '../support/s3-server.ts';

const PLACE = 's3://bucket/runs/one';

async function trainArgs(runDir: string): Promise<string[]> {
  return ['train', JOB, '--workers', '1', '--data-dir', await digits(), ...SHAPE, '--run-dir', runDir];
}

const resumeArgs = async (runDir: string) => {
  const args = ['train', '--resume', PLACE, '--workers', '1', '--data-dir', await digits()];
  return [...args, '--run-dir', runDir];
};

/** Whether a write is the one at which a run is killed. */
type Moment = (count: number, path: string) => boolean;

const atWrite =
  (number: number): Moment =>
  (count) =>
    count === number;

/** The first write after a manifest that names a checkpoint. */
function afterACheckpoint(): Moment {
  let [sent, named] = [false, false];
  return (_, path) => {
    if (named) return true;
    sent ||= path.includes('/checkpoints/step-');
    named = sent && path.includes('/manifest.json');
    return false;
  };
}

/** A mirrored run that is killed, with its workers, at a write, which the storage does not get any more. */
async function killedAt(s3: S3Server, isMoment: Moment): Promise<void> {
  s3.writes = 0;
  const args = [...(await trainArgs(join(temporaryFolder(), 'run'))), '--mirror', PLACE];
  const training = start(args, { env: s3.env });
  let dead = false;
  s3.lets = (count, path) => {
    dead ||= isMoment(count, path);
    if (dead) training.child.kill('SIGKILL');
    return !dead;
  };
  await training.finished;
  s3.lets = () => true;
}

test('wherever a run is killed, it goes on from its mirror on an empty machine, to the same weights', async () => {
  const { weightsSha256 } = readJson(await undisturbed(), 'summary.json');
  const s3 = await s3Server();
  const whole = join(temporaryFolder(), 'run');
  const { code, stdout, stderr } = await run([...(await trainArgs(whole)), '--mirror', PLACE], s3.env);
  expect(code, stdout + stderr).toBe(0);
  const all = s3.writes;
  const moments: Readonly<Record<string, Moment>> = {
    'in the first state': atWrite(2),
    'after the first state': atWrite(10),
    'after a checkpoint': afterACheckpoint(),
    'in the middle': atWrite(Math.round(all / 2)),
    'in the last state': atWrite(all - 6),
  };
  for (const [name, isMoment] of Object.entries(moments)) {
    const server = await s3Server();
    await killedAt(server, isMoment);
    const runDir = join(temporaryFolder(), 'elsewhere');
    const { code, stdout, stderr } = await run(await resumeArgs(runDir), server.env);
    const said = `killed ${name}: ${stdout}${stderr}`;
    // Before the first state was there: a new run has the place.
    if (said.includes('holds no run')) continue;
    if (!said.includes('has finished its 4 epochs')) expect(code, said).toBe(0);
    expect(readJson(runDir, 'summary.json').weightsSha256, said).toBe(weightsSha256);
    expect(readJson(runDir, 'history.json').epoch, said).toEqual([0, 1, 2, 3]);
  }
});

test('a mirror that is away at the end is an error that says what to do, and that does', async () => {
  const s3 = await s3Server();
  const runDir = join(temporaryFolder(), 'run');
  const more = ['--epochs', '1', '--mirror', PLACE, '--mirror-deadline', '10'];
  const args = [...(await trainArgs(runDir)), ...more];
  // It finds the place, and can write nothing else.
  s3.lets = (count) => count === 1;
  const away = await run(args, s3.env);
  expect(away.code, away.stdout + away.stderr).toBe(1);
  expect(away.stdout).toContain('after 1 epoch');
  expect(away.stderr).toContain(`send it with lockstep copy ${runDir} ${PLACE}`);
  s3.lets = () => true;
  const sent = await run(['copy', runDir, PLACE], s3.env);
  expect(sent.code, sent.stdout + sent.stderr).toBe(0);
  const back = join(temporaryFolder(), 'back');
  const brought = await run(['copy', PLACE, back], s3.env);
  expect(brought.code, brought.stdout + brought.stderr).toBe(0);
  for (const file of ['model/weights.bin', 'summary.json', 'report.html', 'job.cjs'])
    expect(readFileSync(join(back, file)).equals(readFileSync(join(runDir, file))), file).toBe(true);
  // A coordinator on an empty machine finds the run complete.
  const dir = join(temporaryFolder(), 'empty');
  const stays = ['coordinator', JOB, '--workers', '1', '--stay', '--insecure', '--run-dir', dir];
  const token = { LOCKSTEP_TOKEN: 'a-token-for-tests-0123456789' };
  const staying = start([...stays, '--epochs', '1', '--mirror', PLACE], { env: { ...s3.env, ...token } });
  await staying.prints(/the run was complete before; staying until stopped/);
  staying.child.kill('SIGTERM');
  await staying.finished;
  // Another run does not get in.
  const other = join(temporaryFolder(), 'other');
  const refused = await run([...(await trainArgs(other)), '--mirror', PLACE], s3.env);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(`${PLACE} already holds the run run`);
  expect(existsSync(other)).toBe(false);
});

test('training goes on without the storage; a run that is taken up elsewhere ends where it was, and leaves the mirror to the new one', async () => {
  const s3 = await s3Server();
  const endless = ['--epochs', '100000', '--mirror', PLACE];
  const first = start([...(await trainArgs(join(temporaryFolder(), 'run'))), ...endless], { env: s3.env });
  await first.prints(/Epoch 2/);
  s3.lets = () => false;
  await first.prints(/the mirror is \d+ s behind: .*training goes on/);
  s3.lets = () => true;
  await first.prints(/the mirror has caught up/);
  const runDir = join(temporaryFolder(), 'elsewhere');
  const second = start(await resumeArgs(runDir), { env: s3.env });
  await second.prints(/going on with the run/);
  const { code, stderr } = await first.finished;
  expect(code).not.toBe(0);
  expect(stderr).toContain(`another coordinator has taken up the run run from ${PLACE}`);
  second.child.kill('SIGINT');
  const stopped = await second.finished;
  expect(stopped.stderr).toContain('stopped by SIGINT');
  const back = join(temporaryFolder(), 'back');
  await run(['copy', PLACE, back], s3.env);
  for (const file of ['history.json', 'report.html', 'events.jsonl'])
    expect(readFileSync(join(back, file)).equals(readFileSync(join(runDir, file))), file).toBe(true);
});
