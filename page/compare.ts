/** The page of `lockstep compare --open`: the curves of several runs over one axis, each run in a colour of its own. */
import type { Comparison } from '../proto/comparison.ts';
import { Chart, type Line } from './chart.ts';
import { byId, html } from './dom.ts';
import { precise } from './format.ts';
import type { Curve } from './run.ts';
import { axisControl, remembered } from './settings.ts';
import { table } from './table.ts';

/** Colours of the theme for runs: `--run-0`, ... */
const COLOURS = 6;

const { runs }: Comparison = JSON.parse(byId('data').textContent ?? '');
const logs = [...new Set(runs.flatMap(({ epochs }) => epochs.flatMap((epoch) => Object.keys(epoch.logs))))];
let charts: Chart[] = [];

function draw(): void {
  for (const chart of charts) chart.destroy();
  byId('curves').replaceChildren();
  charts = logs.filter((name) => !name.startsWith('val_') || !logs.includes(name.slice(4))).map(chartOf);
}

/** Training is dashed, validation is not. */
function chartOf(name: string): Chart {
  const drawn = runs.flatMap((run, i): [Line, Curve][] =>
    [name, `val_${name}`].flatMap((log): [Line, Curve][] => {
      const curve = curveOf(run, log);
      if (curve.x.length === 0) return [];
      const isValidation = log.startsWith('val_');
      const label = isValidation ? `${run.name}, validation` : run.name;
      return [[{ label, colour: `run-${i % COLOURS}`, dashed: !isValidation, points: true }, curve]];
    }),
  );
  const title = name.replaceAll('_', ' ');
  const { isLogarithmic } = remembered();
  const chart = new Chart({ title, over: 'epoch', isLogarithmic, lines: drawn.map(([line]) => line) });
  byId('curves').append(html('div', { class: 'card' }, html('h2', {}, title), chart.element));
  chart.draw(drawn.map(([, curve]) => curve));
  return chart;
}

function curveOf({ epochs }: Comparison['runs'][number], log: string): Curve {
  const known = epochs.filter(({ logs }) => log in logs);
  return { x: known.map(({ epoch }) => epoch + 1), y: known.map(({ logs }) => logs[log]!) };
}

const names = logs.toSorted();
const rows = runs.map(({ name, epochs }) => {
  const last = epochs.at(-1)?.logs ?? {};
  return [name, String(epochs.length), ...names.map((log) => (log in last ? precise(last[log]!) : '–'))];
});
byId('about').textContent = runs.map(({ name }) => name).join(', ');
byId('last').append(table(['run', 'epochs', ...names.map((name) => name.replaceAll('_', ' '))], rows));
byId('curves').before(html('div', { class: 'controls' }, axisControl(draw)));
draw();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
