/** Events and commands over a real NATS server with JetStream. */
import { basename, join } from 'node:path';
import { connect } from 'nats';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Lease } from '../../../coordinator/events/lease.ts';
import { MOST_KEPT, NatsLink } from '../../../coordinator/events/nats.ts';
import type { RunEvent } from '../../../proto/events.ts';
import { LEASES } from '../../../proto/subjects.ts';
import { writeDigits } from '../../support/digits.ts';
import { readEvents, run, start, temporaryFolder } from '../../support/lockstep.ts';
import { type NatsServer, natsIsHere, natsServer } from '../../support/nats.ts';

function trainArguments(nats: NatsServer, epochs: number): { args: string[]; runDir: string } {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 1_000, 100);
  const runDir = join(folder, `run-${process.pid}`);
  const args = ['train', 'mnist-mlp', '--workers', '2', '--epochs', String(epochs), '--data-dir', data];
  return { args: [...args, '--run-dir', runDir, '--nats', nats.url], runDir };
}

/** Events of the run directory that go to NATS: all but the steps of ranks other than 0. */
function expected(runDir: string): string[] {
  const published = readEvents(runDir).filter(({ type, rank }) => type !== 'step' || rank === 0);
  return published.map(({ type, step }) => `${type} ${step ?? ''}`);
}

const named = (events: { type: string; step?: number }[]) =>
  events.map(({ type, step }) => `${type} ${step ?? ''}`);

describe.skipIf(!natsIsHere)('NATS (needs nats-server)', () => {
  test('every event is in the stream, in order, and watch shows the run', async () => {
    const nats = await natsServer();
    const { args, runDir } = trainArguments(nats, 2);
    const { code, stderr } = await run(args);
    expect(code, stderr).toBe(0);
    expect(named(await nats.events(basename(runDir)))).toEqual(expected(runDir));
    const watched = await run(['watch', basename(runDir), '--nats', nats.url]);
    expect(watched.code, watched.stderr).toBe(0);
    expect(watched.stdout).toMatch(/Epoch 2\/2[\s\S]*val_accuracy/);
  }, 60_000);

  test('a server that is away for a while costs neither a step nor an event', async () => {
    const nats = await natsServer();
    const { args, runDir } = trainArguments(nats, 150);
    const { prints, finished } = start(args);
    await prints(/Epoch 2\/150/);
    await nats.stop();
    await prints(/Epoch 10\/150/);
    await nats.start();
    const { code, stderr } = await finished;
    expect(code, stderr).toBe(0);
    expect(named(await nats.events(basename(runDir)))).toEqual(expected(runDir));
  }, 90_000);

  test('status and stop are answered; a second coordinator of the run is refused', async () => {
    const nats = await natsServer();
    const { args, runDir } = trainArguments(nats, 1000);
    const { prints, finished } = start(args);
    await prints(/Epoch 2\/1000/);
    const asked = await run(['status', basename(runDir), '--nats', nats.url]);
    expect(asked.stdout).toMatch(/training {2}generation 1 is training/);
    const rival = join(temporaryFolder(), basename(runDir));
    const refused = await run([...args.slice(0, -4), '--run-dir', rival, '--nats', nats.url]);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/another coordinator holds the lease/);
    expect((await run(['send', basename(runDir), 'stop', '--nats', nats.url])).code).toBe(0);
    const { code, stdout } = await finished;
    expect(code).toBe(0);
    expect(stdout).toMatch(/Stopped early: a command/);
    const silent = await run(['status', basename(runDir), '--nats', nats.url]);
    expect(silent.stderr).toMatch(/no coordinator of run .* answers/);
  }, 60_000);

  test('a server that cannot be reached is named before anything begins', async () => {
    const nats = await natsServer();
    const { args } = trainArguments(nats, 1);
    await nats.stop();
    const { code, stderr } = await run(args);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/NATS does not serve JetStream[\s\S]*nats-server --jetstream/);
    expect(stderr).not.toContain(nats.url);
  }, 30_000);

  test('of more events than are kept, the oldest are left out and each is counted', async () => {
    const nats = await natsServer();
    let dropped = 0;
    const link = await NatsLink.open({
      url: nats.url,
      runId: 'run',
      term: 1,
      onDropped: () => dropped++,
      onCommand: async () => ({ ok: true, message: '' }),
      onFenced: (error) => expect.fail(error.message),
    });
    await nats.stop();
    const heard = MOST_KEPT + 500;
    for (let epoch = 0; epoch < heard; epoch++) {
      link.hear({ time: 0, runId: 'run', type: 'checkpoint', epoch } as unknown as RunEvent);
    }
    await nats.start();
    await expect.poll(() => nats.count('run'), { timeout: 50_000, interval: 500 }).toBe(heard - dropped);
    expect(dropped).toBeGreaterThanOrEqual(499);
    const epochs = (await nats.events('run')).map((event) => (event as unknown as { epoch: number }).epoch);
    expect(epochs.at(-1)).toBe(heard - 1);
    expect(new Set(epochs).size).toBe(epochs.length);
    await link.close();
  }, 60_000);

  test('of coordinators that reach for a run at once one leads; a later term fences it', async () => {
    const nats = await natsServer();
    const connection = await connect({ servers: nats.url });
    onTestFinished(() => connection.close());
    const bucket = await connection.jetstream().views.kv(LEASES);
    let tellFenced = () => {};
    const fenced = new Promise<void>((resolve) => {
      tellFenced = resolve;
    });
    const tries = Array.from({ length: 8 }, () => Lease.take(bucket, 'run', 1, tellFenced));
    const taken = (await Promise.allSettled(tries)).flatMap((one) =>
      one.status === 'fulfilled' ? [one.value] : [],
    );
    expect(taken).toHaveLength(1);
    const successor = await Lease.take(bucket, 'run', 2, () => expect.fail('the later term was fenced'));
    await fenced;
    await taken[0]!.release();
    expect((await bucket.get('run'))?.json()).toMatchObject({ term: 2 });
    await expect(Lease.take(bucket, 'run', 2, () => undefined)).rejects.toThrow(/another coordinator/);
    await successor.release();
    const next = await Lease.take(bucket, 'run', 1, () => undefined);
    await next.release();
  }, 30_000);
});
