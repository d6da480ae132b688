const given = { coordinatorSecret: 'tls-a', workerSecret: 'tls-b' };
const placement = {
  nodeSelector: { zone: 'a' },
  tolerations: [{ key: 'dedicated', operator: 'Exists' }],
  affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
  priorityClassName: 'high',
  podAnnotations: { note: 'x' },
  podLabels: { team: 'ml' },
};

const CASES: Readonly<Record<string, object>> = {
  defaults: {},
  'one GPU a worker': {
    job: 'mnist-cnn',
    workers: { replicas: 4, gpu: 1, runtimeClassName: 'nvidia', tolerations: placement.tolerations },
  },
  autoscaling: {
    autoscaling: {
      enabled: true,
      metrics: [
        {
          type: 'Pods',
          pods: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '3' } },
        },
      ],
    },
  },
  'autoscaling by the run itself': {
    autoscaling: { enabled: true, by: 'scaling' },
    metrics: { podMonitor: { enabled: true } },
  },
  'NATS of its own': { nats: { enabled: true, storageClass: 'fast' } },
  'NATS elsewhere': { nats: { url: 'nats://events.example:4333' } },
  'data from a claim': { data: { existingClaim: 'datasets', subPath: 'vision' } },
  'data from a URL': { data: { url: 'https://data.example/mnist.tar.gz', sha256: 'a'.repeat(64) } },
  'generated data': { data: { download: false } },
  'own job': { job: 'my-job.ts', jobFiles: { 'my-job.ts': 'export default {}', 'model.ts': 'export {}' } },
  'own job in a ConfigMap': { job: 'my-job.ts', jobsConfigMap: 'jobs' },
  'given secrets': { auth: { existingSecret: 'token' }, tls: given },
  'certificates from an issuer': {
    tls: { coordinatorSecret: '', workerSecret: '', issuer: { name: 'ca', kind: 'ClusterIssuer' } },
  },
  'no TLS': { tls: { enabled: false } },
  'no metrics': { metrics: { enabled: false } },
  'no TLS, no metrics': { tls: { enabled: false }, metrics: { enabled: false } },
  monitoring: {
    metrics: {
      podMonitor: { enabled: true, labels: { release: 'prometheus' } },
      prometheusRule: { enabled: true, labels: { release: 'prometheus' } },
      dashboards: { enabled: true, annotations: { folder: 'ML' } },
    },
  },
  'no network policy': { networkPolicy: { enabled: false } },
  placement: { coordinator: placement, workers: placement },
  'no volume': { coordinator: { persistence: { enabled: false } } },
  'a mirror and no volume': {
    coordinator: { persistence: { enabled: false } },
    mirror: { url: 's3://bucket/runs/one', existingSecret: 'storage', region: 'eu-central-1' },
  },
  'a mirror in a storage of its own': {
    mirror: { url: 's3://bucket/one', endpoint: 'http://minio.storage:9000' },
  },
  'given volume': {
    coordinator: { persistence: { existingClaim: 'runs' } },
    serviceAccount: { create: false },
  },
  'training flags': {
    run: 'second',
    training: {
      ...{
        epochs: 3,
        batchSize: 1_000_000,
        seed: 4_294_967_295,
        engine: 'wasm',
        transport: 'grpc',
        wire: 'bf16',
      },
      ...{ dataMode: 'stream', minWorkers: 2, maxWorkers: 9, heartbeat: 250, heartbeatTimeout: 4_000 },
      ...{ stepDeadline: 30_000, joinDeadline: 3_600_000, reattachDeadline: 9_000 },
      ...{
        reproducible: true,
        keepCheckpoints: 5,
        evictStragglers: false,
        checkpointEvery: '30s',
        trace: true,
        tensorboard: true,
        mirrorBandwidth: '100Mbit',
        mirrorDeadline: 25,
        set: ['units=64', 'rate=0.01'],
        mlflow: 'https://mlflow.example',
        otlp: 'http://otel.example:4318',
      },
    },
  },
  'other names': {
    fullnameOverride: 'digits',
    user: 1_000_810_000,
    env: { HTTPS_PROXY: 'http://proxy:3128' },
    serviceAccount: { name: 'trainer', annotations: { a: 'b' } },
    image: { repository: 'registry.example/lockstep', tag: '1.2.3', pullSecrets: [{ name: 'pull' }] },
  },
};

/** Cases that make certificates, which takes a moment: the others are given theirs. */
const MAKING = ['defaults', 'other names'];

/** Values that together reach every branch of the chart's templates. */
export const MATRIX: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(CASES).map(([label, values]) => [
    label,
    MAKING.includes(label) ? values : { tls: given, ...values },
  ]),
);
