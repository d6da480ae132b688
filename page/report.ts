/** What only the report shows: how the run was made, its epochs, its mistakes, and what to do with it. */
import type { ReportData } from '../proto/report-data.ts';
import { byId, html } from './dom.ts';
import { duration, precise, short } from './format.ts';
import type { Run } from './run.ts';
import { table } from './table.ts';

export function drawReport(run: Run, data: ReportData): void {
  byId('report').append(
    ...(run.head.state === 'failed'
      ? [section('Why it failed', html('p', { class: 'bad' }, run.head.reason))]
      : []),
    ...(run.head.state === 'interrupted'
      ? [section('Why it is interrupted', html('p', {}, run.head.reason))]
      : []),
    section(
      'What to do with it',
      ...data.commands.flatMap(({ what, command }) => [
        html('p', {}, what),
        html('pre', { tabindex: 0 }, command),
      ]),
    ),
    html(
      'section',
      { class: 'two' },
      section('What was trained', pairs(data.about)),
      section('Ranks', ranksTable(run)),
    ),
    ...(run.epochRows.length > 0 ? [section('Epochs', epochsTable(run))] : []),
  );
}

function section(title: string, ...content: Node[]): HTMLElement {
  return html('section', { class: 'card' }, html('h2', {}, title), ...content);
}

function pairs(about: ReportData['about']): HTMLElement {
  return html('dl', {}, ...about.flatMap(({ name, value }) => [html('dt', {}, name), html('dd', {}, value)]));
}

function ranksTable({ head }: Run): HTMLElement {
  const rows = head.workers.map(({ id, steps, samples, seconds }) => {
    const all = Object.values(seconds).reduce((sum, value) => sum + value, 0);
    const share = (phase: string) =>
      all > 0 ? `${((100 * (seconds[phase] ?? 0)) / all).toFixed(0)} %` : '–';
    return [id, String(steps), all > 0 ? short(samples / all) : '–', share('compute'), share('reduce')];
  });
  return table(['worker', 'steps', 'samples/s', 'computing', 'all-reduce'], rows);
}

function epochsTable({ epochRows }: Run): HTMLElement {
  const names = [...new Set(epochRows.flatMap(({ logs }) => Object.keys(logs)))].sort();
  const rows = epochRows.map(({ epoch, seconds, logs }) => [
    String(epoch + 1),
    duration(seconds),
    ...names.map((name) => (logs[name] === undefined ? '–' : precise(logs[name]))),
  ]);
  return table(['epoch', 'time', ...names.map((name) => name.replaceAll('_', ' '))], rows);
}
