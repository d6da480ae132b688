/** Every metric of Lockstep: the program serves them and the dashboards are made from this table. */

export interface Metric {
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly labels?: readonly string[];
  /** Upper bounds, for histograms. */
  readonly buckets?: readonly number[];
}

const PHASE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const BUILD_INFO = {
  type: 'gauge',
  help: 'The program that serves these metrics; always 1.',
  labels: ['version', 'node'],
} as const;

/** Served by the coordinator, about the run. */
export const RUN_METRICS = {
  lockstep_build_info: BUILD_INFO,
  lockstep_run_info: {
    type: 'gauge',
    help: 'What is trained; always 1.',
    labels: ['run', 'job_name', 'version'],
  },
  lockstep_run_state: {
    type: 'gauge',
    help: '1 for the state that the run is in.',
    labels: ['state'],
  },
  lockstep_epoch: { type: 'gauge', help: 'Epoch under way, counted from 1.' },
  lockstep_epochs: { type: 'gauge', help: 'Epochs that the run is to have.' },
  lockstep_steps_per_epoch: { type: 'gauge', help: 'Steps of an epoch.' },
  lockstep_steps_total: { type: 'counter', help: 'Steps committed.' },
  lockstep_samples_total: { type: 'counter', help: 'Samples trained on.' },
  lockstep_steps_repeated_total: { type: 'counter', help: 'Steps done again after a fault.' },
  lockstep_steps_skipped_total: { type: 'counter', help: 'Steps whose loss or gradient was not finite.' },
  lockstep_loss: {
    type: 'gauge',
    help: 'Mean loss: of the last step, and of the last evaluation.',
    labels: ['split'],
  },
  lockstep_accuracy: {
    type: 'gauge',
    help: 'As the loss, where the job has an accuracy.',
    labels: ['split'],
  },
  lockstep_learning_rate: { type: 'gauge', help: 'Learning rate of the last step.' },
  lockstep_gradient_norm: {
    type: 'gauge',
    help: 'Norm of the averaged gradient before clipping, looked at once a second.',
  },
  lockstep_allreduce_bytes_total: { type: 'counter', help: 'Bytes of gradients that were summed.' },
  lockstep_gradient_bytes: { type: 'gauge', help: 'Bytes that an all-reduce sums.' },
  lockstep_step_phase_seconds: {
    type: 'histogram',
    help: 'Time of a rank in each phase of its steps.',
    labels: ['rank', 'phase'],
    buckets: PHASE_SECONDS,
  },
  lockstep_straggler_score: {
    type: 'gauge',
    help: 'Time of a rank for data and gradient over the median rank’s, in the last 16 steps.',
    labels: ['rank'],
  },
  lockstep_workers: { type: 'gauge', help: 'Workers by state.', labels: ['state'] },
  lockstep_scaling_efficiency: {
    type: 'gauge',
    help: 'Samples a second of a worker now, over what one alone would make of the same global batch; 0: not known.',
  },
  lockstep_workers_wanted: {
    type: 'gauge',
    help: 'The most workers of which the last still brings half of what one alone makes; 0: not known, or none.',
  },
  lockstep_generation: { type: 'gauge', help: 'Number of the generation.' },
  lockstep_recoveries_total: { type: 'counter', help: 'Generations that broke unplanned and were replaced.' },
  lockstep_recovery_seconds: {
    type: 'histogram',
    help: 'From where the coordinator saw a generation break to the next committed step; noticing the fault comes before that.',
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60],
  },
  lockstep_checkpoints_total: { type: 'counter', help: 'Checkpoints stored.' },
  lockstep_checkpoint_bytes: { type: 'gauge', help: 'Size of the newest checkpoint.' },
  lockstep_checkpoint_timestamp_seconds: {
    type: 'gauge',
    help: 'When the newest checkpoint was stored; before the first, when the run began.',
  },
  lockstep_mirror_timestamp_seconds: {
    type: 'gauge',
    help: 'When the state was taken that the mirror in object storage holds; what came later would be lost with this machine.',
  },
  lockstep_mirror_bytes_total: { type: 'counter', help: 'Bytes sent to the mirror.' },
  lockstep_mirror_failures_total: {
    type: 'counter',
    help: 'Attempts to bring the mirror up to date that failed.',
  },
  lockstep_events_dropped_total: { type: 'counter', help: 'Events that NATS could not be given.' },
} as const satisfies Record<string, Metric>;

/** Served by every worker, about itself. */
export const WORKER_METRICS = {
  lockstep_build_info: BUILD_INFO,
  lockstep_worker_info: {
    type: 'gauge',
    help: 'What the worker runs on; always 1.',
    labels: ['worker', 'backend', 'mode', 'version'],
  },
  lockstep_worker_rank: { type: 'gauge', help: 'Rank in the generation, -1 outside of one.' },
  lockstep_worker_steps_total: { type: 'counter', help: 'Steps that the worker has committed.' },
  lockstep_worker_samples_total: { type: 'counter', help: 'Samples that the worker has computed.' },
  lockstep_worker_allreduce_bytes_total: {
    type: 'counter',
    help: 'Bytes that the worker has summed with the others: gradients, statistics and totals.',
  },
  lockstep_worker_sent_bytes_total: {
    type: 'counter',
    help: 'Bytes that the worker has sent over the network for these sums: none within the memory of a host.',
  },
  lockstep_worker_phase_seconds: {
    type: 'histogram',
    help: 'Time in each phase of a step.',
    labels: ['phase'],
    buckets: PHASE_SECONDS,
  },
  lockstep_worker_preparation_seconds_total: {
    type: 'counter',
    help: 'Time that batches took to be made, beside the steps: fetch (network), read (disk), decode, augment.',
    labels: ['stage'],
  },
} as const satisfies Record<string, Metric>;

/** Served by `lockstep serve`, about the model that answers. */
export const SERVE_METRICS = {
  lockstep_build_info: BUILD_INFO,
  lockstep_serve_requests_total: {
    type: 'counter',
    help: 'Requests answered, by how they came and the status that they got.',
    labels: ['protocol', 'status'],
  },
  lockstep_serve_request_seconds: {
    type: 'histogram',
    help: 'Time of a request from its arrival to its answer.',
    labels: ['protocol'],
    buckets: PHASE_SECONDS,
  },
  lockstep_serve_queue: { type: 'gauge', help: 'Samples that wait for the model.' },
  lockstep_serve_batch_samples: {
    type: 'histogram',
    help: 'Samples that the model computed at once.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  },
  lockstep_serve_compute_seconds: {
    type: 'histogram',
    help: 'Time of the model for a batch.',
    buckets: PHASE_SECONDS,
  },
} as const satisfies Record<string, Metric>;
