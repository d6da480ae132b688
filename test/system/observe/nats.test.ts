/** Events and commands over a real NATS server with JetStream. */
import { basename } from 'node:path';
import { connect } from 'nats';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Lease } from '../../../coordinator/events/lease.ts';
import { LEASES } from '../../../proto/subjects.ts';
import { run } from '../../support/lockstep.ts';
import { natsIsHere, natsServer } from '../../support/nats.ts';
import { expected, named, trainArguments } from './nats-run.ts';

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
  });

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
  });
});
