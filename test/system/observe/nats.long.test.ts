/** Events and commands over a real NATS server with JetStream. */
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MOST_KEPT, NatsLink } from '../../../coordinator/events/nats.ts';
import type { RunEvent } from '../../../proto/events.ts';
import { run, start, temporaryFolder } from '../../support/lockstep.ts';
import { natsIsHere, natsServer } from '../../support/nats.ts';
import { expected, named, trainArguments } from './nats-run.ts';

describe.skipIf(!natsIsHere)('NATS (needs nats-server)', () => {
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
  });

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
  });

  test('a server that cannot be reached is named before anything begins', async () => {
    const nats = await natsServer();
    const { args } = trainArguments(nats, 1);
    await nats.stop();
    const { code, stderr } = await run(args);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/NATS does not serve JetStream[\s\S]*nats-server --jetstream/);
    expect(stderr).not.toContain(nats.url);
  });

  test('what is left at the end of a run while the server is away is sent once it is back', async () => {
    const nats = await natsServer();
    const link = await NatsLink.open({
      url: nats.url,
      runId: 'run',
      term: 1,
      onDropped: () => expect.fail('an event was left out'),
      onCommand: async () => ({ ok: true, message: '' }),
      onFenced: (error) => expect.fail(error.message),
    });
    await nats.stop();
    for (let epoch = 0; epoch < 3; epoch++)
      link.hear({ time: 0, runId: 'run', type: 'checkpoint', epoch } as unknown as RunEvent);
    const closed = link.close();
    await nats.start();
    await closed;
    expect(await nats.events('run')).toHaveLength(3);
  });

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
    await expect.poll(() => nats.count('run'), { timeout: 240_000, interval: 500 }).toBe(heard - dropped);
    expect(dropped).toBeGreaterThanOrEqual(499);
    const epochs = (await nats.events('run')).map((event) => (event as unknown as { epoch: number }).epoch);
    expect(epochs.at(-1)).toBe(heard - 1);
    expect(new Set(epochs).size).toBe(epochs.length);
    await link.close();
  });
});
