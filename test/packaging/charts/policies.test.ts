import { describe, expect, test } from 'vitest';
import { RUN_METRICS } from '../../../proto/metrics.ts';
import { flagsOf } from '../../support/flags.ts';
import { CHART, find, HELM, type Manifest, render } from '../../support/helm.ts';
import { readJson } from '../../support/lockstep.ts';
import { MATRIX } from './matrix.ts';
import { argument, containersOf, podsOf, selects } from './pods.ts';

describe.skipIf(!HELM).each(Object.keys(MATRIX))('chart with %s (needs helm)', (label) => {
  const manifests = HELM ? render(MATRIX[label]) : [];
  const pods = podsOf(manifests);
  const containers = pods.flatMap((pod) => containersOf(pod));
  const given = JSON.stringify(MATRIX[label]);

  test('no process has rights that it does not need', () => {
    for (const { spec } of pods) {
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(spec.securityContext.runAsUser).toBeGreaterThan(0);
      expect(spec.automountServiceAccountToken).toBe(false);
      for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) expect(spec).not.toHaveProperty(key);
      for (const volume of spec.volumes ?? []) expect(volume).not.toHaveProperty('hostPath');
    }
    for (const { securityContext } of containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  test('every container has requests and limits, and an image of one version', () => {
    for (const { resources, image } of containers) {
      for (const kind of ['requests', 'limits']) {
        expect(resources[kind]).toMatchObject({ cpu: expect.anything(), memory: expect.anything() });
      }
      expect(image).toMatch(/:[^:/]+$/);
      expect(image).not.toMatch(/:latest/);
    }
  });

  test('every service has probes, on ports that its container declares', () => {
    for (const { spec, kind } of pods) {
      if (kind === 'Pod') continue;
      for (const container of spec.containers) {
        expect(container).toHaveProperty('readinessProbe');
        const declared = container.ports.flatMap((port: { name: string; containerPort: number }) => [
          port.name,
          port.containerPort,
        ]);
        for (const name of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
          const probe = container[name];
          if (!probe) continue;
          expect(declared).toContain((probe.httpGet ?? probe.tcpSocket ?? probe.grpc).port);
        }
        const preStop = Number(container.lifecycle?.preStop.exec.command[1] ?? 0);
        expect(preStop + 10).toBeLessThanOrEqual(spec.terminationGracePeriodSeconds);
      }
    }
  });

  test('what selects pods selects the right ones', () => {
    for (const manifest of manifests) {
      const { kind, spec } = manifest;
      const selector = kind === 'NetworkPolicy' ? spec.podSelector : spec?.selector;
      if (!selector || kind === 'PersistentVolumeClaim') continue;
      const chosen = pods.filter(({ labels }) =>
        selects(kind === 'Service' ? { matchLabels: selector } : selector, labels),
      );
      const owners = chosen.map(({ owner }) => owner);
      if (kind === 'PodMonitor') expect(owners).toHaveLength(2);
      else expect(owners, kind).toEqual([manifest.metadata.name]);
      if (kind !== 'Service') continue;
      const names = chosen[0]!.spec.containers[0].ports.map(({ name }: { name: string }) => name);
      for (const { targetPort } of spec.ports) expect(names).toContain(targetPort);
    }
    for (const { spec } of manifests.filter(({ kind }) => kind === 'StatefulSet')) {
      expect(find(manifests, 'Service', spec.serviceName).metadata.name).toBe(spec.serviceName);
    }
  });

  test('every object that a pod needs is there or was named by the user', () => {
    const exists = (kind: string, name: string) =>
      manifests.some((one) => one.kind === kind && one.metadata.name === name) ||
      manifests.some(({ spec }) => kind === 'Secret' && spec?.secretName === name) ||
      given.includes(`"${name}"`) ||
      name.startsWith('tls-');
    for (const pod of pods) {
      const volumes = pod.spec.volumes ?? [];
      for (const { secret, configMap, persistentVolumeClaim } of volumes) {
        if (secret) expect(exists('Secret', secret.secretName), secret.secretName).toBe(true);
        if (configMap) expect(exists('ConfigMap', configMap.name), configMap.name).toBe(true);
        const claim = persistentVolumeClaim?.claimName;
        if (claim) expect(exists('PersistentVolumeClaim', claim), claim).toBe(true);
      }
      const mounts = containersOf(pod).flatMap(({ volumeMounts = [] }) => volumeMounts);
      const mounted = new Set(mounts.map(({ name }: { name: string }) => name));
      const named = volumes.map(({ name }: { name: string }) => name);
      expect([...mounted].sort()).toEqual([...new Set([...named, ...pod.claims])].sort());
      const account = pod.spec.serviceAccountName;
      expect(exists('ServiceAccount', account) || account === 'default').toBe(true);
    }
    for (const { spec } of manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')) {
      const target = find(manifests, 'StatefulSet', '-worker');
      expect(spec.scaleTargetRef).toMatchObject({ kind: 'StatefulSet', name: target.metadata.name });
      expect(target.spec).not.toHaveProperty('replicas');
    }
  });

  test('declared ports are those that the flags say, and policies let them through', () => {
    for (const [ending, name, flag] of [
      ['-coordinator', 'grpc', 'port'],
      ['-worker', 'peers', 'peer-port'],
    ] as const) {
      const [container] = find(manifests, 'StatefulSet', ending).spec.template.spec.containers;
      const flags = { [name]: argument(container, flag), metrics: argument(container, 'metrics-port') };
      const listening = Object.entries(flags).filter(([, port]) => port !== undefined);
      const declared = container.ports.map((port: { name: string; containerPort: number }) => [
        port.name,
        String(port.containerPort),
      ]);
      expect(declared).toEqual(listening);
      const policies = manifests.filter(
        ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.endsWith(ending),
      );
      for (const { spec } of policies) {
        const open = spec.ingress.flatMap(({ ports }: { ports: { port: number }[] }) =>
          ports.map(({ port }) => String(port)),
        );
        expect(open).toEqual(listening.map(([, port]) => port));
      }
    }
  });

  test('no secret stands in an argument or a variable', () => {
    const secrets = manifests
      .filter(({ kind }) => kind === 'Secret')
      .flatMap(({ data }) => Object.values(data));
    const plain = secrets.map((text) => Buffer.from(String(text), 'base64').toString());
    const shown = JSON.stringify(containers);
    for (const text of [...secrets, ...plain]) expect(shown).not.toContain(text);
  });

  test('names are unique and short enough', () => {
    const names = manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { metadata } of manifests) expect(metadata.name).toMatch(/^[a-z][a-z0-9-]{0,57}$/);
  });
});

const GIVEN = { coordinatorSecret: 'a', workerSecret: 'b' };

const workloads = (manifests: readonly Manifest[]) =>
  podsOf(manifests)
    .filter(({ labels }) => /coordinator|worker/.test(labels['app.kubernetes.io/component'] ?? ''))
    .map(({ spec }) => spec.containers[0] as { args: string[] });

test.skipIf(!HELM)('every flag in the arguments exists in the program (needs helm)', () => {
  const flags = { coordinator: flagsOf('coordinator'), worker: flagsOf('worker') };
  for (const values of Object.values(MATRIX)) {
    for (const { args } of workloads(render(values))) {
      const used = args.filter((arg) => arg.startsWith('--')).map((arg) => arg.split('=')[0]);
      expect([...flags[args[0] as 'coordinator' | 'worker']]).toEqual(expect.arrayContaining(used));
    }
  }
});

test.skipIf(!HELM)('training can be given every flag that is not the chart’s own affair (needs helm)', () => {
  const { training } = readJson(CHART, 'values.schema.json').properties;
  const names = Object.keys(training.properties).map(
    (name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  );
  const pods = Object.values(MATRIX).flatMap((values) => workloads(render(values)));
  const own = pods.flatMap(({ args }) => args.map((arg) => arg.split('=')[0]!));
  const given = new Set([...names, ...own, '--help']);
  const lacking = [...flagsOf('coordinator')].filter((flag) => !given.has(flag));
  expect(lacking, 'to be added to training in values.schema.json and values.yaml').toEqual([]);
});

test.skipIf(!HELM)(
  'an autoscaled run begins with the fewest workers, or it would never begin (needs helm)',
  () => {
    const values = { workers: { replicas: 4 }, autoscaling: { enabled: true, minReplicas: 3 }, tls: GIVEN };
    expect(find(render(values), 'ConfigMap', '-coordinator').data.startWorkers).toBe('3');
  },
);

test.skipIf(!HELM)('a coordinator may reach the trackers that it is told of (needs helm)', () => {
  const portsFor = (training: object) => {
    const manifests = render({ tls: GIVEN, networkPolicy: { enabled: true }, training });
    const { egress } = find(manifests, 'NetworkPolicy', '-coordinator').spec;
    return egress.flatMap(({ ports }: { ports: { port: number }[] }) => ports.map(({ port }) => port));
  };
  expect(portsFor({})).not.toContain(5000);
  expect(portsFor({ mlflow: 'http://mlflow.example:5000/prefix' })).toContain(5000);
  const both = portsFor({ mlflow: 'https://mlflow.example', otlp: 'http://otel.example:4318' });
  expect(both).toEqual(expect.arrayContaining([443, 4318]));
});

test.skipIf(!HELM)('a run that scales by itself is asked how many workers it wants (needs helm)', () => {
  const manifests = render({ autoscaling: { enabled: true, by: 'scaling' }, tls: GIVEN });
  const [{ object }, ...others] = find(manifests, 'HorizontalPodAutoscaler').spec.metrics;
  expect(others).toEqual([]);
  expect(Object.keys(RUN_METRICS)).toContain(object.metric.name);
  expect(object.target).toEqual({ type: 'AverageValue', averageValue: '1' });
  const { metadata, spec } = find(manifests, 'StatefulSet', '-coordinator');
  expect([object.describedObject.name, spec.replicas]).toEqual([`${metadata.name}-0`, 1]);
});

test.skipIf(!HELM)('scaling changes the number of workers, and no pod that runs (needs helm)', () => {
  const [few, many] = [2, 8].map((replicas) => render({ tls: GIVEN, workers: { replicas } })) as [
    Manifest[],
    Manifest[],
  ];
  expect(podsOf(many)).toEqual(podsOf(few));
  expect(find(many, 'StatefulSet', '-worker').spec.replicas).toBe(8);
  expect(find(many, 'ConfigMap', '-coordinator').data.startWorkers).toBe('8');
});
