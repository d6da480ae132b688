/** The live page, and the report: the same drawing of a run that goes on, or of one that has ended. */
import type { ReportData } from '../proto/report-data.ts';
import type { Snapshot, ViewChange } from '../proto/snapshot.ts';
import { Charts } from './charts.ts';
import { drawCommands, openCommands } from './commands.ts';
import { byId } from './dom.ts';
import { drawHead, drawNumbers } from './numbers.ts';
import { drawReport } from './report.ts';
import { Run } from './run.ts';
import { drawTimeline } from './timeline.ts';
import { drawMembers, drawPhases } from './workers.ts';

const charts = new Charts();
let run: Run | undefined;

function draw(isReport: boolean): void {
  if (!run) return;
  drawHead(run);
  drawNumbers(run);
  charts.draw(run);
  drawPhases(run, isReport);
  drawMembers(run);
  drawTimeline(run);
  if (!isReport) drawCommands(run);
}

function follow(): void {
  openCommands();
  const stream = new EventSource('events');
  stream.onmessage = ({ data }: MessageEvent<string>) => {
    const change: ViewChange | Snapshot = JSON.parse(data);
    // The whole run comes first, and again where the page was too slow for every change.
    if (!run || 'epochRows' in change) run = new Run(change);
    else run.apply(change);
    byId('lost').hidden = true;
    draw(false);
  };
  stream.onerror = () => {
    if (run?.head.state === 'finished' || run?.head.state === 'failed') stream.close();
    else byId('lost').hidden = false;
  };
}

const data: ReportData | null = JSON.parse(byId('data').textContent ?? 'null');
if (data) {
  byId('commands').hidden = true;
  run = new Run(data.snapshot);
  draw(true);
  drawReport(run, data);
} else {
  follow();
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => run && charts.restyle(run));
