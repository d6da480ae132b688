import { callbacks } from '../../api/callbacks.ts';
import type { LockstepError } from '../../base/errors.ts';
import { sfc32 } from '../../base/random.ts';
import { MeshEndpoint } from '../../collectives/transport/mesh-endpoint.ts';
import { localArchive } from '../../worker/checkpoint/archive.ts';
import { openFeed } from '../../worker/data/feed.ts';
import { introduce } from '../../worker/introduce.ts';
import type { CoordinatorClient } from '../../worker/session/client.ts';
import { recipeOf } from '../../worker/trainer/recipe.ts';
import { train } from '../../worker/trainer/train.ts';
import type { Cluster, LivingWorker } from './cluster.ts';
import { controlClient } from './control.ts';
import { ExactEngine } from './engine.ts';
import { BATCH_SIZE, NUMBERS, numberFeed } from './feed.ts';
import { carryOver } from './network.ts';
import { ObservedSession } from './observed-session.ts';
import { hasRates, type Scenario } from './schedule.ts';
import {
  BATCHES,
  HEARTBEAT_MS,
  HEARTBEAT_TIMEOUT_MS,
  JOIN_DEADLINE_MS,
  STEP_DEADLINE_MS,
} from './settings.ts';

/** What a worker's process does, from its introduction to its last file. */
export async function takePart(cluster: Cluster, worker: LivingWorker): Promise<void> {
  const { scenario, hosts } = cluster;
  const { id, process, asked } = worker;
  const { signal } = asked;
  const { calls } = worker;
  const link = calls.watch('link', controlClient(cluster.network, process));
  const introduction = { workerId: id, joinDeadlineMs: JOIN_DEADLINE_MS };
  const { run, again } = await introduce(link as Parameters<typeof introduce>[0], introduction);
  const links = await MeshEndpoint.open(carryOver(cluster.network, process, process.name), {
    checksums: false,
    pulse: { everyMs: HEARTBEAT_MS, silenceMs: HEARTBEAT_TIMEOUT_MS },
  });
  const endpoint = hosts.place(links, process, cluster.workers.indexOf(worker));
  const session = new ObservedSession(cluster, worker, link, {
    runId: run.runId,
    workerId: id,
    peerAddress: endpoint.address,
    heartbeatMs: run.heartbeatMs,
    register: again,
    onStep: () => {},
  });
  try {
    const random = sfc32(scenario.seed, cluster.workers.length);
    const work = (ms: number) => cluster.time.delay(worker.slowness * ms * (0.5 + random()));
    await work(30);
    const engine = new ExactEngine({
      updates: scenario.updates,
      poison: scenario.poison,
      synchronized: scenario.synchronized ?? false,
      sliced: scenario.sliced ?? false,
      rateless: hasRates(scenario),
      work,
      onChange: () => cluster.invariants.stateChanged(worker),
    });
    worker.engine = engine;
    cluster.invariants.stateChanged(worker);
    const source = scenario.stream
      ? await openFeed({ client: link as CoordinatorClient, run, source: NUMBERS, cacheDir: '', signal })
      : numberFeed(scenario.dataSeed);
    const feed = calls.watch('feed', source);
    const archive = calls.watch('archive', localArchive);
    session.ready(engine);
    const parts = { engine: calls.watch('engine', engine), archive, feed, endpoint, session };
    await train(trainOptions(scenario), parts, signal);
  } catch (error) {
    if (signal.aborted) await session.leave('asked to stop');
    else session.failed(error as LockstepError);
    throw error;
  } finally {
    await session.lastFiles();
    await session.close();
    await endpoint.close();
  }
}

function trainOptions(scenario: Scenario): Parameters<typeof train>[0] {
  const { epochs, updates, reproducible } = scenario;
  const job = {
    callbacks: scenario.callbacks
      ? [
          callbacks.earlyStopping({ patience: 2, restoreBest: true }),
          callbacks.reduceOnPlateau({ patience: 1, factor: 0.5 }),
          callbacks.modelCheckpoint(),
        ]
      : [],
  };
  return {
    shape: { epochs, batchesPerEpoch: BATCHES, updatesPerBatch: updates },
    recipe: recipeOf(job as unknown as Parameters<typeof recipeOf>[0]),
    source: NUMBERS,
    classes: [],
    batchSize: BATCH_SIZE,
    stepDeadlineMs: STEP_DEADLINE_MS,
    checkpointEvery: { steps: scenario.checkpointEvery, ms: 0 },
    reproducible,
    wire: 'float32',
  };
}
