// The live page: listens to the run's events and draws them. Runs in the browser as it is.

const byId = (id) => document.getElementById(id);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const run = {
  job: '',
  dataset: '',
  epochs: 0,
  batchesPerEpoch: 0,
  updates: 1,
  state: 'waiting',
  startedAt: 0,
  epoch: 0,
  step: -1,
  generation: 0,
  members: [],
  lost: new Set(),
  recoveries: 0,
  repeated: 0,
  checkpoints: 0,
  /** Smoothed phases by rank, in ms. */
  phases: new Map(),
  steps: [],
  loss: [],
  metric: [],
  metricName: '',
  epochEnds: [],
  valLoss: [],
  valMetric: [],
  rateAt: [],
  rates: [],
  window: [],
  happened: [],
};

const seconds = (time) => (time - run.startedAt) / 1000;
const clock = (time) => new Date(time).toLocaleTimeString([], { hour12: false });
const short = (value) =>
  value >= 1e4 ? `${(value / 1e3).toFixed(1)}k` : value >= 100 ? value.toFixed(0) : value.toPrecision(3);

function note(time, text, kind = '') {
  run.happened.unshift({ time, text, kind });
  run.happened.length = Math.min(run.happened.length, 200);
}

const hear = {
  run_started(event) {
    if (!run.startedAt) run.startedAt = event.time;
    Object.assign(run, {
      job: event.job,
      dataset: event.dataset,
      epochs: event.epochs,
      batchesPerEpoch: event.batchesPerEpoch,
    });
    note(event.time, event.term > 1 ? `coordinator ${event.term} takes the run over` : 'run started');
  },
  worker_joined: (event) => note(event.time, `${event.workerId} joined from ${event.host}`),
  worker_ready(event) {
    run.updates = event.updates;
    run.lost.delete(event.workerId);
  },
  worker_lost(event) {
    run.lost.add(event.workerId);
    note(event.time, `${event.workerId} is lost: ${event.reason}`, 'bad');
  },
  generation_formed(event) {
    Object.assign(run, { generation: event.generation, members: event.members, state: 'training' });
    run.phases.clear();
    note(
      event.time,
      `generation ${event.generation}: ${event.members.length} ranks at step ${event.nextStep}`,
      'good',
    );
  },
  generation_broken(event) {
    if (!event.planned) run.state = 'recovering';
    note(event.time, `generation ${event.generation} broke: ${event.reason}`, event.planned ? '' : 'bad');
  },
  recovered(event) {
    run.recoveries++;
    run.repeated += event.repeatedSteps;
    note(event.time, `training again at step ${event.step}, ${event.seconds.toFixed(1)} s later`, 'good');
  },
  step(event) {
    const before = run.phases.get(event.rank) ?? event.phases;
    const mixed = {};
    for (const phase of Object.keys(event.phases))
      mixed[phase] = before[phase] + 0.1 * (event.phases[phase] - before[phase]);
    run.phases.set(event.rank, mixed);
    if (!event.logs || event.step <= run.step) return;
    run.step = event.step;
    run.epoch = event.epoch;
    run.window.push({ time: event.time, step: event.step, samples: event.batchSamples });
    while (run.window.length > 2 && event.time - run.window[0].time > 5000) run.window.shift();
    const [first, last] = [run.window[0], run.window.at(-1)];
    if (last.time - first.time >= 500) {
      run.rateAt.push(seconds(event.time));
      run.rates.push(
        ((last.step - first.step) * event.batchSamples * 1000) / (last.time - first.time) / run.updates,
      );
    }
    const lossName =
      'loss' in event.logs ? 'loss' : Object.keys(event.logs).find((name) => name.endsWith('loss'));
    const metricName = Object.keys(event.logs).find((name) => !name.endsWith('loss'));
    if (lossName === undefined) return;
    run.steps.push(event.step);
    run.loss.push(event.logs[lossName]);
    if (metricName) run.metricName = metricName;
    run.metric.push(metricName ? event.logs[metricName] : null);
  },
  epoch_ended(event) {
    run.epochEnds.push((event.epoch + 1) * run.batchesPerEpoch * run.updates - 1);
    run.valLoss.push(event.logs.val_loss ?? null);
    run.valMetric.push(event.logs[`val_${run.metricName}`] ?? null);
    const logs = Object.entries(event.logs).map(([name, value]) => `${name} ${Number(value).toPrecision(4)}`);
    note(event.time, `epoch ${event.epoch + 1}: ${logs.join(', ')}`);
  },
  checkpoint_saved(event) {
    run.checkpoints++;
    note(event.time, `checkpoint of step ${event.step} stored`);
  },
  run_finished(event) {
    run.state = 'finished';
    note(event.time, 'run finished', 'good');
  },
  run_failed(event) {
    run.state = 'failed';
    note(event.time, event.message, 'bad');
  },
};

/** A mean of neighbours: the loss of single batches is a cloud. */
function smooth(values) {
  const weight = Math.min(0.98, 1 - 8 / Math.max(9, values.length));
  let mean = null;
  return values.map((value) => {
    if (value === null || !Number.isFinite(value)) return mean;
    mean = mean === null ? value : weight * mean + (1 - weight) * value;
    return mean;
  });
}

function chart(id, series, unit) {
  const axis = () => ({
    stroke: colour('faint'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
    size: 52,
  });
  const options = {
    width: byId(id).clientWidth,
    height: 240,
    scales: { x: { time: false } },
    axes: [
      {
        ...axis(),
        size: 34,
        values: (_, ticks) => ticks.map((tick) => (unit === 's' ? `${tick} s` : String(tick))),
      },
      axis(),
    ],
    series: [{ label: unit === 's' ? 'seconds' : 'step' }, ...series],
  };
  const plot = new uPlot(options, [[], ...series.map(() => [])], byId(id));
  addEventListener('resize', () => plot.setSize({ width: byId(id).clientWidth, height: 240 }));
  return plot;
}

const training = () => ({ label: 'training', stroke: colour('compute'), width: 2, points: { show: false } });
const validation = () => ({
  label: 'validation',
  stroke: colour('reduce'),
  width: 2,
  points: { size: 7 },
  spanGaps: true,
});
const charts = {
  loss: chart('loss', [training(), validation()], 'step'),
  metric: chart('metric', [training(), validation()], 'step'),
  rate: chart(
    'rate',
    [{ label: 'samples/s', stroke: colour('apply'), width: 2, points: { show: false } }],
    's',
  ),
};

/** Training values of every step and validation values of the epochs' last steps on one axis. */
function joined(values, valValues) {
  const at = [...new Set([...run.steps, ...run.epochEnds])].sort((a, b) => a - b);
  const [train, val] = [new Map(), new Map()];
  for (const [i, value] of smooth(values).entries()) train.set(run.steps[i], value);
  for (const [i, step] of run.epochEnds.entries()) val.set(step, valValues[i]);
  return [at, at.map((step) => train.get(step) ?? null), at.map((step) => val.get(step) ?? null)];
}

function number(value, label) {
  const card = document.createElement('div');
  card.className = 'card';
  const strong = card.appendChild(document.createElement('b'));
  strong.textContent = value;
  card.appendChild(document.createElement('span')).textContent = label;
  return card;
}

function drawMembers() {
  const svg = byId('members');
  const make = (name, attributes, text) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text) element.textContent = text;
    svg.appendChild(element);
  };
  svg.replaceChildren();
  const all = [...run.members, ...[...run.lost].filter((id) => !run.members.includes(id))];
  const place = (i) => {
    const angle = (2 * Math.PI * i) / Math.max(1, all.length) - Math.PI / 2;
    return [240 + 150 * Math.cos(angle), 100 + 72 * Math.sin(angle)];
  };
  const alive = run.members.filter((id) => !run.lost.has(id));
  for (let i = 0; i < alive.length && alive.length > 1; i++) {
    const [a, b] = [place(all.indexOf(alive[i])), place(all.indexOf(alive[(i + 1) % alive.length]))];
    make('line', { x1: a[0], y1: a[1], x2: b[0], y2: b[1], stroke: colour('line'), 'stroke-width': 3 });
  }
  for (const [i, id] of all.entries()) {
    const [x, y] = place(i);
    const lost = run.lost.has(id);
    make('circle', {
      cx: x,
      cy: y,
      r: 17,
      fill: lost ? 'none' : colour('compute'),
      stroke: lost ? colour('bad') : 'none',
      'stroke-width': 2,
      'stroke-dasharray': lost ? '4 3' : '',
    });
    if (!lost) make('text', { x, y: y + 4, style: 'fill:#fff' }, String(run.members.indexOf(id)));
    make('text', { x, y: y + 33 }, id);
  }
}

function drawRanks() {
  const longest = Math.max(
    1e-9,
    ...[...run.phases.values()].map((phases) => Object.values(phases).reduce((a, b) => a + b, 0)),
  );
  const rows = [...run.phases]
    .sort(([a], [b]) => a - b)
    .map(([rank, phases]) => {
      const row = document.createElement('div');
      row.className = 'rank';
      const name = row.appendChild(document.createElement('div'));
      name.className = 'name';
      name.textContent = `${rank} · ${run.members[rank] ?? ''}`;
      const bar = row.appendChild(document.createElement('div'));
      bar.className = 'phases';
      for (const [phase, ms] of Object.entries(phases)) {
        const part = bar.appendChild(document.createElement('div'));
        part.style.cssText = `width:${(100 * ms) / longest}%;background:var(--${phase})`;
        part.title = `${phase}: ${ms.toFixed(2)} ms`;
      }
      row.appendChild(document.createElement('div')).textContent = `${Object.values(phases)
        .reduce((a, b) => a + b, 0)
        .toFixed(1)} ms`;
      return row;
    });
  byId('ranks').replaceChildren(...rows);
}

function draw() {
  document.title = `${run.job} · Lockstep`;
  byId('job').textContent = run.job || 'Lockstep';
  byId('about').textContent = run.dataset;
  byId('state').textContent = run.state;
  byId('state').className = run.state;
  const total = run.epochs * run.batchesPerEpoch * run.updates;
  const done = run.state === 'finished' ? 1 : total ? (run.step + 1) / total : 0;
  byId('progress').style.width = `${100 * done}%`;
  const rate = run.rates.at(-1);
  const batch = run.window.at(-1)?.samples;
  const left =
    rate && batch && run.state === 'training'
      ? ((total - run.step - 1) / run.updates) * (batch / rate)
      : null;
  byId('numbers').replaceChildren(
    number(`${run.epoch + 1}/${run.epochs}`, 'epoch'),
    number(`${run.step + 1}`, 'steps committed'),
    number(rate ? short(rate) : '–', 'samples/s'),
    number(
      left === null ? '–' : left > 90 ? `${Math.round(left / 60)} min` : `${Math.ceil(left)} s`,
      'to go',
    ),
    number(`${run.members.filter((id) => !run.lost.has(id)).length}`, 'workers'),
    number(`${run.generation}`, 'generation'),
    number(`${run.recoveries}`, `recoveries, ${run.repeated} steps repeated`),
    number(`${run.checkpoints}`, 'checkpoints'),
  );
  charts.loss.setData(joined(run.loss, run.valLoss));
  byId('metric-name').textContent = run.metricName || 'no metric';
  charts.metric.setData(joined(run.metric, run.valMetric));
  charts.rate.setData([run.rateAt, run.rates]);
  drawRanks();
  drawMembers();
  byId('timeline').replaceChildren(
    ...run.happened.map(({ time, text, kind }) => {
      const item = document.createElement('li');
      item.appendChild(document.createElement('time')).textContent = clock(time);
      const what = item.appendChild(document.createElement('span'));
      what.textContent = text;
      what.className = kind;
      return item;
    }),
  );
}

const stream = new EventSource('events');
let fresh = true;
stream.onopen = () => {
  fresh = true;
};
stream.onmessage = ({ data }) => {
  // After a lost connection everything comes again; what is known already is left out by its time.
  const events = JSON.parse(data).filter(({ time }) => !fresh || time > (run.heardUntil ?? 0));
  fresh = false;
  for (const event of events) {
    run.heardUntil = Math.max(run.heardUntil ?? 0, event.time);
    hear[event.type]?.(event);
  }
  draw();
};
stream.onerror = () => {
  if (run.state === 'finished' || run.state === 'failed') stream.close();
};
