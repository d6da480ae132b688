/** A run whose pods are the real coordinator and workers, under the real controllers and scheduler. */
import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, onTestFailed, test } from 'vitest';
import { writeDigits } from '../../support/digits.ts';
import { HELM } from '../../support/helm.ts';
import { readEvents, readJson } from '../../support/lockstep.ts';
import { mayMakeNetworks } from '../charts/cluster/network.ts';
import type { Any } from './api.ts';
import { CONTROL_PLANE } from './control-plane.ts';
import { Lab } from './lab.ts';
import { Processes } from './runtimes.ts';

const [EPOCHS, STEPS_PER_EPOCH, BATCH] = [20, 50, 40];
const JOB = `
  import { defineJob, mnist } from 'lockstep';
  export default defineJob({
    name: 'digits', data: mnist({ flatten: true }), optimizer: (tf) => tf.train.sgd(0.05),
    model: (tf) => tf.sequential({ layers: [
      tf.layers.dense({ units: 64, activation: 'relu', inputShape: [784] }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ] }),
    loss: 'categoricalCrossentropy', metrics: ['accuracy'], batchSize: ${BATCH}, epochs: 1,
  });`;
const PODS = 'api/v1/pods';

const skip = !CONTROL_PLANE || !HELM || !mayMakeNetworks();

describe.skipIf(skip)(
  'training under a control plane (needs a control plane, helm, network namespaces)',
  () => {
    let lab: Lab;
    let runtime: Processes;
    let runDir: string;

    beforeAll(async () => {
      const folder = mkdtempSync(join(inject('scratch'), 'training-'));
      lab = await Lab.start(folder);
      runtime = new Processes(lab.api, folder);
      await lab.addNodes(['node-a', 'node-b'], runtime);
      const datasets = join(folder, 'datasets');
      writeDigits(join(datasets, 'mnist'), STEPS_PER_EPOCH * BATCH, 100);
      await lab.addVolume('datasets', datasets, '1Gi');
      await lab.addClaim('datasets', 'datasets', '1Gi');
      await lab.addVolume('runs', join(folder, 'runs'), '10Gi');
      runDir = join(folder, 'runs/runs/mnist');
    });
    afterAll(async () => {
      try {
        await lab?.stop();
      } finally {
        runtime?.remove();
      }
    });

    const sees = async (what: string, isIt: (event: Any, i: number) => boolean) =>
      await lab.until(
        what,
        async () => existsSync(join(runDir, 'events.jsonl')) && readEvents(runDir).some(isIt),
      );
    const scale = async (replicas: number) => {
      await lab.kubectl('scale', 'statefulset/mnist-worker', `--replicas=${replicas}`);
      await lab.until(`${replicas} workers`, async () => {
        const workers = (await lab.list(PODS)).filter(({ metadata }) =>
          metadata.name.startsWith('mnist-worker-'),
        );
        return workers.length === replicas;
      });
    };

    const printLogs = () => {
      for (const { name, log } of runtime.pods.values()) console.error(`${name}:\n${log}`);
    };

    test('the run outlives scaling, a coordinator that is deleted and one that is killed', async () => {
      onTestFailed(printLogs);
      await lab.upgrade('mnist', {
        job: 'digits.ts',
        jobFiles: { 'digits.ts': JOB },
        data: { existingClaim: 'datasets' },
        // With two at least, nothing is trained while there is one.
        training: { epochs: EPOCHS, minWorkers: 2, heartbeat: 100, heartbeatTimeout: 5000 },
        workers: { replicas: 2, resources: { limits: { cpu: 1, memory: '2Gi' } } },
      });
      await sees('the first steps', ({ type, step }) => type === 'step' && step >= 5);
      expect(await lab.helm('test', 'mnist', '--timeout=10m')).toMatch(/Phase: +Succeeded/);

      await scale(1);
      await lab.kubectl('delete', 'pod', 'mnist-coordinator-0');
      await sees(
        'the coordinator that its controller made',
        ({ type, term }) => type === 'run_started' && term === 2,
      );
      await scale(2);
      const resumed = readEvents(runDir).length;
      await sees('steps under it', ({ type }, i) => i > resumed && type === 'step');

      await scale(3);
      await sees('all three', ({ members }) => members?.length === 3);
      await runtime.pods.get('mnist-coordinator-0')!.kill();
      await sees(
        'the one that its node started again',
        ({ type, term }) => type === 'run_started' && term === 3,
      );
      await lab.until('a restart that the API tells of', async () => {
        const [container] = (await lab.get(PODS, 'mnist-coordinator-0')).status.containerStatuses;
        return container.restartCount === 1 && container.ready;
      });

      await sees('the end', ({ type }) => type === 'run_finished');
      // A coordinator that is told to leave is no failure: the next one takes the run up.
      expect(readEvents(runDir).filter(({ type }) => type === 'run_failed')).toEqual([]);
      const steps = new Set(readEvents(runDir).flatMap(({ type, step }) => (type === 'step' ? [step] : [])));
      expect(steps.size).toBe(EPOCHS * STEPS_PER_EPOCH);
      expect(readJson(runDir, 'summary.json')).toMatchObject({
        epochs: EPOCHS,
        steps: EPOCHS * STEPS_PER_EPOCH,
      });
      await lab.helm('uninstall', 'mnist', '--wait');
      // What was learnt outlives the release.
      expect(existsSync(join(runDir, 'summary.json'))).toBe(true);
    });
  },
);
