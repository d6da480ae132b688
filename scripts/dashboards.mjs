// Writes Grafana's dashboards from the table of metrics, so that no panel asks for a name that is not served,
// and the chart's copies of them and of the rules.
// With --check it only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RUN_METRICS, WORKER_METRICS } from '../dist/proto/metrics.js';

const known = { ...RUN_METRICS, ...WORKER_METRICS };
const folder = fileURLToPath(new URL('../deploy/grafana/dashboards/', import.meta.url));
const chart = fileURLToPath(new URL('../charts/lockstep/monitoring/', import.meta.url));

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** `m('lockstep_loss')` is the selector of a metric that exists. */
const m = (name, labels = '') => {
  const base = name.replace(/_(bucket|sum|count)$/, '');
  if (!known[name] && known[base]?.type !== 'histogram') throw new Error(`there is no metric ${name}`);
  return `${name}{job=~"$job",run=~"$run"${labels && `,${labels}`}}`;
};
const rate = (name, labels) => `rate(${m(name, labels)}[$__rate_interval])`;
const mean = (name, by) =>
  `sum by (${by}) (${rate(`${name}_sum`)}) / sum by (${by}) (${rate(`${name}_count`)})`;

const target = (expr, legendFormat = '') => ({
  expr,
  legendFormat,
  datasource: DATASOURCE,
});
const panel =
  (type) =>
  (title, unit, targets, options = {}) => ({
    type,
    title,
    targets: targets.map((one, i) => ({ refId: String.fromCharCode(65 + i), ...target(...[one].flat()) })),
    fieldConfig: { defaults: { unit, ...options.defaults }, overrides: [] },
    options: options.options ?? {},
    datasource: DATASOURCE,
  });
const graph = panel('timeseries');
const stat = panel('stat');

const BOARDS = {
  run: [
    'Lockstep: run',
    [
      [
        stat('State', 'none', [[`${m('lockstep_run_state')} == 1`, '{{state}}']], {
          options: { textMode: 'name' },
        }),
      ],
      [stat('Epoch', 'none', [m('lockstep_epoch')])],
      [stat('Samples per second', 'short', [rate('lockstep_samples_total')])],
      [
        stat('Time to go', 's', [
          `(${m('lockstep_epochs')} * ${m('lockstep_steps_per_epoch')} - ${m('lockstep_steps_total')}) / ${rate('lockstep_steps_total')}`,
        ]),
      ],
      [graph('Loss', 'none', [[m('lockstep_loss'), '{{split}}']]), 2],
      [graph('Accuracy', 'percentunit', [[m('lockstep_accuracy'), '{{split}}']]), 2],
      [graph('Throughput (samples/s)', 'short', [[rate('lockstep_samples_total'), 'samples/s']]), 2],
      [graph('Steps per second', 'short', [[rate('lockstep_steps_total'), 'steps/s']]), 2],
      [graph('Learning rate', 'none', [[m('lockstep_learning_rate'), 'learning rate']]), 2],
      [graph('Norm of the gradient', 'none', [[m('lockstep_gradient_norm'), 'norm']]), 2],
    ],
  ],
  workers: [
    'Lockstep: workers',
    [
      [
        graph('Workers by state', 'none', [
          [m('lockstep_workers'), '{{state}}'],
          [m('lockstep_workers_wanted'), 'wanted'],
        ]),
        2,
      ],
      [
        graph('Efficiency of a worker', 'percentunit', [[m('lockstep_scaling_efficiency'), 'of one alone']]),
        2,
      ],
      [graph('Straggler score', 'none', [[m('lockstep_straggler_score'), 'rank {{rank}}']]), 2],
      [
        graph('Mean step phases', 's', [[mean('lockstep_step_phase_seconds', 'phase'), '{{phase}}']], {
          defaults: { custom: { stacking: { mode: 'normal' }, fillOpacity: 40 } },
        }),
        2,
      ],
      [
        graph('Compute time by rank', 's', [
          [
            `sum by (rank) (${rate('lockstep_step_phase_seconds_sum', 'phase="compute"')}) / sum by (rank) (${rate('lockstep_step_phase_seconds_count', 'phase="compute"')})`,
            'rank {{rank}}',
          ],
        ]),
        2,
      ],
      [
        graph('All-reduce, 99th percentile', 's', [
          [
            `histogram_quantile(0.99, sum by (le, rank) (${rate('lockstep_step_phase_seconds_bucket', 'phase="reduce"')}))`,
            'rank {{rank}}',
          ],
        ]),
        2,
      ],
      [
        graph('Gradient bytes summed per second', 'Bps', [
          [rate('lockstep_allreduce_bytes_total'), 'bytes/s'],
        ]),
        2,
      ],
    ],
  ],
  reliability: [
    'Lockstep: reliability',
    [
      [stat('Generation', 'none', [m('lockstep_generation')])],
      [stat('Recoveries', 'none', [m('lockstep_recoveries_total')])],
      [stat('Steps repeated', 'none', [m('lockstep_steps_repeated_total')])],
      [stat('Steps skipped', 'none', [m('lockstep_steps_skipped_total')])],
      [
        graph('Recovery time, 90th percentile', 's', [
          [`histogram_quantile(0.9, sum by (le) (${m('lockstep_recovery_seconds_bucket')}))`, 'p90'],
        ]),
        2,
      ],
      [graph('Checkpoint age', 's', [[`time() - ${m('lockstep_checkpoint_timestamp_seconds')}`, 'age']]), 2],
      [graph('Checkpoint size', 'bytes', [[m('lockstep_checkpoint_bytes'), 'bytes']]), 2],
      [
        graph('Mirror is behind', 's', [
          [
            `(time() - ${m('lockstep_mirror_timestamp_seconds')}) * (${m('lockstep_mirror_timestamp_seconds')} > bool 0)`,
            'age of what it holds',
          ],
        ]),
        2,
      ],
      [graph('Events dropped', 'none', [[m('lockstep_events_dropped_total'), 'dropped']]), 2],
    ],
  ],
};

/** Marks the moments at which a metric changes. */
const annotation = (name, iconColor, metric) => ({
  name,
  datasource: DATASOURCE,
  enable: name !== 'Checkpoints',
  iconColor,
  expr: `changes(${m(metric)}[1m]) > 0`,
  titleFormat: name.toLowerCase(),
});

function dashboard(uid, [title, rows]) {
  let [x, y, height] = [0, 0, 0];
  const panels = rows.map(([one, span = 1], i) => {
    const w = 6 * span;
    const h = one.type === 'stat' ? 4 : 8;
    if (x + w > 24) [x, y] = [0, y + height];
    height = h;
    const placed = { id: i + 1, ...one, gridPos: { x, y, w, h } };
    x += w;
    return placed;
  });
  const variable = (name, type, query, more = {}) => ({ name, type, query, ...more });
  return {
    uid: `lockstep-${uid}`,
    title,
    tags: ['lockstep'],
    timezone: 'browser',
    schemaVersion: 39,
    refresh: '5s',
    time: { from: 'now-30m', to: 'now' },
    templating: {
      list: [
        variable('datasource', 'datasource', 'prometheus'),
        variable('job', 'query', 'label_values(lockstep_run_info, job)', {
          datasource: DATASOURCE,
          includeAll: true,
          allValue: '.*',
          current: { text: 'All', value: '$__all' },
        }),
        variable('run', 'query', 'label_values(lockstep_run_info{job=~"$job"}, run)', {
          datasource: DATASOURCE,
          includeAll: true,
          allValue: '.*',
          current: { text: 'All', value: '$__all' },
        }),
      ],
    },
    annotations: {
      list: [
        annotation('Generations', 'blue', 'lockstep_generation'),
        annotation('Recoveries', 'orange', 'lockstep_recoveries_total'),
        annotation('Checkpoints', 'green', 'lockstep_checkpoints_total'),
      ],
    },
    panels,
  };
}

/** Writes the file, or with --check compares. */
function put(path, text) {
  if (!process.argv.includes('--check')) return writeFileSync(path, text);
  if (readFileSync(path, 'utf8') !== text) throw new Error(`${path} differs: run npm run dashboards`);
}

for (const [uid, board] of Object.entries(BOARDS)) {
  const made = `${JSON.stringify(dashboard(uid, board), null, 2)}\n`;
  for (const path of [`${folder}${uid}.json`, `${chart}${uid}.json`]) put(path, made);
}
put(
  `${chart}rules.yml`,
  readFileSync(fileURLToPath(new URL('../deploy/prometheus/rules.yml', import.meta.url)), 'utf8'),
);
