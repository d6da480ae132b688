/**
 * The chart's manifests, carried out: network namespaces stand for pods, in a root as the image has it, and what
 * runs in them is the very command, environment, volumes, user and probes that the chart renders.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { writeDigits } from '../../support/digits.ts';
import { find, HELM, type Manifest, render } from '../../support/helm.ts';
import { readEvents, readJson, temporaryFolder } from '../../support/lockstep.ts';
import { Cluster } from './cluster/cluster.ts';
import { mayMakeNetworks } from './cluster/network.ts';

/** Half a minute of steps at least, on the links that the pods have: on a busy machine a container takes long to come back. */
const [EPOCHS, STEPS_PER_EPOCH, BATCH] = [10, 50, 40];

/** A user's job, in two files of a ConfigMap. */
const JOB = {
  'digits.ts': `
    import { defineJob, mnist } from 'lockstep';
    import { model } from './model';
    export default defineJob({
      name: 'digits', data: mnist({ flatten: true }), model, optimizer: (tf) => tf.train.sgd(0.05),
      loss: 'categoricalCrossentropy', metrics: ['accuracy'], batchSize: ${BATCH}, epochs: 1,
    });`,
  'model.ts': `
    import type { TensorFlow } from 'lockstep';
    export const model = (tf: TensorFlow) => tf.sequential({ layers: [
      tf.layers.dense({ units: 64, activation: 'relu', inputShape: [784] }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ] });`,
};

function install(values: object): { cluster: Cluster; manifests: readonly Manifest[]; folder: string } {
  const folder = temporaryFolder();
  const datasets = join(folder, 'datasets');
  writeDigits(join(datasets, 'mnist'), STEPS_PER_EPOCH * BATCH, 100);
  const manifests = render({ data: { existingClaim: 'datasets' }, ...values });
  const cluster = new Cluster(folder, manifests, { datasets });
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail')
      for (const { name, log } of cluster.pods) console.error(`${name}:\n${log}`);
    await cluster.destroy();
  });
  return { cluster, manifests, folder };
}

const skip = !HELM || !mayMakeNetworks();

test.skipIf(skip)(
  'a run outlives what Kubernetes does to its pods (needs network namespaces, helm)',
  async () => {
    const { cluster, manifests } = install({
      job: 'digits.ts',
      jobFiles: JOB,
      // With two at least, nothing is trained while a killed worker comes back.
      training: { epochs: EPOCHS, minWorkers: 2, heartbeat: 100, heartbeatTimeout: 5000 },
      workers: { replicas: 2, resources: { limits: { cpu: 1, memory: '2Gi' } } },
    });
    const runDir = join(cluster.volumes.claim('mnist-coordinator'), 'runs/mnist');
    const sees = async (
      what: string,
      isIt: (event: ReturnType<typeof readEvents>[number], i: number) => boolean,
    ) => {
      while (!existsSync(join(runDir, 'events.jsonl')) || !readEvents(runDir).some(isIt)) {
        for (const { sick } of cluster.pods) expect(sick, what).toEqual([]);
        await delay(50);
      }
    };

    await Promise.all([cluster.scale('mnist-coordinator', 1), cluster.scale('mnist-worker', 2)]);
    await Promise.all(cluster.pods.map((pod) => pod.ready()));
    const check = await cluster.run(find(manifests, 'Pod', '-test'));
    expect(check.ends, check.log).toEqual([0]);

    await sees('the first steps', ({ type, step }) => type === 'step' && step >= 5);
    const killed = cluster.pod('mnist-worker-1').kill();
    await Promise.all([killed, cluster.scale('mnist-worker', 3)]);
    await sees('all three', ({ members }) => members?.length === 3);
    await cluster.pod('mnist-worker-1').ready();

    await cluster.pod('mnist-coordinator-0').kill();
    await sees('the next coordinator', ({ type, term }) => type === 'run_started' && term === 2);
    await cluster.pod('mnist-coordinator-0').ready();
    // Rank 0 reports what it did meanwhile, and goes on.
    const restarted = readEvents(runDir).length;
    await sees('its own', (event, i) => i > restarted && event.type === 'step' && event.rank === 0);
    const drained = await cluster.remove('mnist-worker-0');
    expect(drained.ends, drained.log).toEqual([130]);

    await sees('the end', ({ type }) => type === 'run_finished' || type === 'run_failed');
    // A rank that is gone may not have said all it did; together they name every step, each in one generation. A step
    // that only the killed rank had committed is repeated, and counted as such.
    const generations = Array.from({ length: EPOCHS * STEPS_PER_EPOCH }, () => new Set<number>());
    for (const { type, step, generation } of readEvents(runDir)) {
      if (type === 'step') generations[step]!.add(generation);
    }
    expect(generations.every(({ size }) => size >= 1)).toBe(true);
    const summary = readJson(runDir, 'summary.json');
    expect(generations.reduce((more, { size }) => more + size - 1, 0)).toBe(summary.repeatedSteps);
    expect(summary).toMatchObject({
      epochs: EPOCHS,
      steps: EPOCHS * STEPS_PER_EPOCH,
    });

    // A restart of the pod of a run that is over is no failure.
    const coordinator = cluster.pod('mnist-coordinator-0');
    await coordinator.kill();
    await coordinator.says('the run was complete before');
    await cluster.remove('mnist-coordinator-0');
    expect(coordinator.ends).toHaveLength(3);
    expect(coordinator.ends.at(-1), coordinator.log).toBe(0);
  },
);

test.skipIf(skip)(
  'without TLS the coordinator answers gRPC probes (needs network namespaces, helm)',
  async () => {
    const { cluster, manifests } = install({ tls: { enabled: false } });
    const { containers } = find(manifests, 'StatefulSet', '-coordinator').spec.template.spec;
    expect(containers[0].readinessProbe.grpc).toEqual({ port: 7077 });
    await cluster.scale('mnist-coordinator', 1);
    await cluster.pod('mnist-coordinator-0').ready();
    const { ends, log } = await cluster.remove('mnist-coordinator-0');
    expect(ends, log).toEqual([130]);
  },
);
