/** A release under the real controllers and scheduler. Its pods only seem to run; training.kubernetes.test.ts has real ones. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { HELM } from '../../support/helm.ts';
import type { Any } from './api.ts';
import { CONTROL_PLANE } from './control-plane.ts';
import { Lab, NAMESPACE } from './lab.ts';
import { serveMetric } from './metrics-api.ts';
import { SeemingPods } from './runtimes.ts';

const SETS = 'apis/apps/v1/statefulsets';
const PODS = 'api/v1/pods';
const SECRETS = ['mnist-token', 'mnist-coordinator-tls', 'mnist-worker-tls'];
const NODES = ['node-a', 'node-b', 'node-c'];

describe.skipIf(!CONTROL_PLANE || !HELM)(
  'a release under a control plane (needs a control plane, helm)',
  () => {
    let lab: Lab;
    const runtime = new SeemingPods();

    beforeAll(async () => {
      const folder = mkdtempSync(join(inject('scratch'), 'release-'));
      mkdirSync(join(folder, 'volume'));
      lab = await Lab.start(folder);
      await lab.addNodes(NODES, runtime);
      await lab.addVolume('runs', join(folder, 'volume'), '10Gi');
    });
    afterAll(() => lab?.stop());

    const secrets = async () =>
      await Promise.all(SECRETS.map(async (name) => (await lab.get('api/v1/secrets', name))?.data));
    const workers = async (): Promise<Any[]> =>
      (await lab.list(PODS)).filter(({ metadata }) => metadata.name.startsWith('mnist-worker-'));
    const isReady = ({ status, metadata }: Any) =>
      !metadata.deletionTimestamp &&
      status.conditions?.some(({ type, status }: Any) => type === 'Ready' && status === 'True');
    /** Resolves when the release has these workers, all ready and of the set's newest revision, and their budget is full. */
    const settled = async (replicas: number) =>
      await lab.until(`${replicas} workers`, async () => {
        const names = Array.from({ length: replicas }, (_, i) => `mnist-worker-${i}`);
        const pods = await workers();
        if (
          pods
            .map(({ metadata }) => metadata.name)
            .sort()
            .join() !== names.join()
        )
          return false;
        const { status, metadata } = await lab.get(SETS, 'mnist-worker');
        const { disruptionsAllowed } = (await lab.get('apis/policy/v1/poddisruptionbudgets', 'mnist-worker'))
          .status;
        return (
          pods.every(isReady) &&
          pods.every(
            ({ metadata }) => metadata.labels['controller-revision-hash'] === status.updateRevision,
          ) &&
          status.observedGeneration === metadata.generation &&
          status.readyReplicas === replicas &&
          disruptionsAllowed === 1 &&
          isReady(await lab.get(PODS, 'mnist-coordinator-0'))
        );
      });
    const evict = async (name: string) => {
      const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: NAMESPACE } };
      return await lab.api.ask('POST', `/api/v1/namespaces/${NAMESPACE}/pods/${name}/eviction`, body);
    };

    test('install, wait and test', async () => {
      const said = await lab.upgrade('mnist', { workers: { replicas: 3 } }, '--wait');
      expect(said).toContain('STATUS: deployed');
      await settled(3);
      expect(await lab.helm('test', 'mnist')).toMatch(/Phase: +Succeeded/);
      // Three nodes, three workers: spread.
      expect(new Set((await workers()).map(({ spec }) => spec.nodeName)).size).toBe(3);
      expect((await lab.get('api/v1/persistentvolumeclaims', 'mnist-coordinator')).status.phase).toBe(
        'Bound',
      );
    });

    test('kubectl scale, and upgrades after it; secrets stay the same', async () => {
      const before = await secrets();
      expect(before.every(Boolean)).toBe(true);
      await lab.kubectl('scale', 'statefulset/mnist-worker', '--replicas=5');
      await settled(5);
      runtime.story.length = 0;
      await lab.kubectl('scale', 'statefulset/mnist-worker', '--replicas=2');
      await settled(2);
      expect(runtime.story.filter((line) => line.startsWith('-')).sort()).toEqual(
        [2, 3, 4].map((i) => `-mnist-worker-${i}`),
      );

      // An upgrade of something else leaves the number that was chosen by hand; a number of its own needs a word more.
      await lab.upgrade('mnist', { training: { epochs: 7 } }, '--wait');
      await settled(2);
      expect((await lab.get(PODS, 'mnist-coordinator-0')).spec.containers[0].args).toContain('--epochs=7');
      await expect(lab.upgrade('mnist', { workers: { replicas: 4 } })).rejects.toThrow(
        'conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas',
      );
      await lab.upgrade('mnist', { workers: { replicas: 4 } }, '--wait', '--force-conflicts');
      await settled(4);
      expect(await secrets()).toEqual(before);
    });

    test('secrets that are deleted are made anew', async () => {
      const before = await secrets();
      await lab.kubectl('delete', 'secret', ...SECRETS);
      await lab.upgrade('mnist', {}, '--wait');
      const after = await secrets();
      for (const [i, name] of SECRETS.entries()) {
        expect(Object.keys(after[i]), name).toEqual(Object.keys(before[i]));
        for (const [key, value] of Object.entries(after[i])) expect(value, key).not.toBe(before[i][key]);
      }
    });

    test('a new image: workers are replaced one by one, and a rollback brings the old one back', async () => {
      const before = await secrets();
      const images = async () => (await workers()).map(({ spec }) => spec.containers[0].image.split(':')[1]);
      const [old] = await images();
      runtime.story.length = 0;
      await lab.upgrade('mnist', { image: { tag: '9.9.9' } }, '--wait');
      await settled(4);
      expect(await images()).toEqual(Array(4).fill('9.9.9-cpu'));
      const ofWorkers = runtime.story.filter((line) => line.includes('worker'));
      const order = [3, 2, 1, 0].flatMap((i) => [`-mnist-worker-${i}`, `+mnist-worker-${i}`]);
      expect(ofWorkers).toEqual(order);

      // The revision before has a number of workers of its own.
      await lab.kubectl('scale', 'statefulset/mnist-worker', '--replicas=3');
      const history = JSON.parse(await lab.helm('history', 'mnist', '--output=json'));
      const revision = String(history.at(-2).revision);
      await expect(lab.helm('rollback', 'mnist', revision)).rejects.toThrow(
        'conflict with "kubectl" with subresource "scale"',
      );
      await lab.helm('rollback', 'mnist', revision, '--wait', '--force-conflicts');
      await settled(4);
      expect(await images()).toEqual(Array(4).fill(old));
      expect(await secrets()).toEqual(before);
    });

    test('evictions: one worker at a time, and one that is not ready at any time', async () => {
      await settled(4);
      runtime.sick.add('mnist-worker-1');
      const { metadata } = await lab.get(PODS, 'mnist-worker-1');
      expect((await evict('mnist-worker-1')).status).toBe(201);
      await lab.until('another mnist-worker-1', async () => {
        const { metadata: now, status } = (await lab.get(PODS, 'mnist-worker-1')) ?? { metadata };
        return now.uid !== metadata.uid && status.phase === 'Running';
      });
      const refused = await evict('mnist-worker-2');
      expect(refused.status).toBe(429);
      expect(refused.body.message).toContain("violate the pod's disruption budget");
      expect((await evict('mnist-worker-1')).status).toBe(201);
      runtime.sick.clear();
      await settled(4);
      expect((await evict('mnist-worker-2')).status).toBe(201);
      await settled(4);
    });

    test('a drained node loses its workers one by one, and none is lost', async () => {
      const node = (await lab.get(PODS, 'mnist-worker-0')).spec.nodeName;
      await lab.kubectl('drain', node, '--delete-emptydir-data', '--timeout=10m');
      await settled(4);
      expect((await workers()).map(({ spec }) => spec.nodeName)).not.toContain(node);
      await lab.kubectl('uncordon', node);
    });

    test('an autoscaler takes the number over, and goes by what the run wants', async () => {
      let wanted = 4;
      const { api } = lab;
      const close = await serveMetric(
        api,
        NAMESPACE,
        'mnist-coordinator-0',
        'lockstep_workers_wanted',
        () => wanted,
      );
      onTestFinished(close);
      runtime.story.length = 0;
      const autoscaling = { enabled: true, by: 'scaling', maxReplicas: 8, scaleDownStabilizationSeconds: 0 };
      await lab.upgrade('mnist', { autoscaling }, '--wait');
      await lab.until('the figure', async () => {
        const { status } = await lab.get('apis/autoscaling/v2/horizontalpodautoscalers', 'mnist-worker');
        return status.currentMetrics?.[0]?.object?.current.averageValue === '1';
      });
      wanted = 6;
      await settled(6);
      // None was taken away between the one who gave the number and the other.
      expect(runtime.story.filter((line) => line.startsWith('-mnist-worker'))).toEqual([]);
      wanted = 3;
      await settled(3);
      await lab.upgrade('mnist', { training: { epochs: 8 } }, '--wait');
      await settled(3);
      expect(runtime.story.filter((line) => line.startsWith('-mnist-worker'))).toHaveLength(3);
    });

    test('uninstall leaves the claim and nothing else', async () => {
      await lab.helm('uninstall', 'mnist', '--wait');
      const kinds = await lab.kubectl('api-resources', '--namespaced', '--verbs=list', '--output=name');
      const all = kinds
        .trim()
        .split('\n')
        .filter((kind) => !kind.startsWith('events'));
      const left = async () => {
        const text = await lab.kubectl('get', all.join(), '--output=name');
        return text
          .trim()
          .split('\n')
          .filter((line) => !line.startsWith('Warning'))
          .sort();
      };
      await expect
        .poll(left, { timeout: 600_000, interval: 200 })
        .toEqual([
          'configmap/kube-root-ca.crt',
          'persistentvolumeclaim/mnist-coordinator',
          'serviceaccount/default',
        ]);
    });
  },
);
