/** The live page, and the report: the same drawing of a run that goes on, or of one that has ended. */
import type { Drawings } from '../proto/drawings.ts';
import type { ReportData } from '../proto/report-data.ts';
import type { Snapshot, ViewChange } from '../proto/snapshot.ts';
import { Charts } from './charts.ts';
import { drawCommands, openCommands } from './commands.ts';
import { ConfusionCard } from './confusion.ts';
import { byId } from './dom.ts';
import { drawDrawings } from './drawings.ts';
import { drawHead, drawNumbers } from './numbers.ts';
import { drawReport } from './report.ts';
import { Run } from './run.ts';
import { drawTimeline } from './timeline.ts';
import { drawMembers, drawPhases } from './workers.ts';

let run: Run | undefined;
const charts = new Charts(() => run);
const confusion = new ConfusionCard();

function draw(isReport: boolean): void {
  if (!run) return;
  drawHead(run);
  drawNumbers(run);
  charts.draw(run);
  drawPhases(run, isReport);
  drawMembers(run);
  drawTimeline(run);
  confusion.draw(run);
  if (!isReport) drawCommands(run);
}

function show(drawings: Drawings): void {
  drawDrawings(drawings);
  if (run) confusion.draw(run, drawings.confusions);
}

/** Drawings come to the run's folder some time after their epoch. */
const LOOK_EVERY_MS = 3_000;
let drawn = '';

async function fetchDrawings(): Promise<void> {
  try {
    const text = await (await fetch('drawings')).text();
    if (text === drawn) return;
    drawn = text;
    show(JSON.parse(text) as Drawings);
  } catch {
    // The coordinator is away, and the page says so; it is asked again.
  }
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
    // All that was to be kept has come, and the coordinator is about to go.
    if (run.head.state === 'finished') void fetchDrawings();
  };
  void fetchDrawings();
  const looking = setInterval(fetchDrawings, LOOK_EVERY_MS);
  stream.onerror = () => {
    if (run?.head.state === 'finished' || run?.head.state === 'failed') {
      stream.close();
      clearInterval(looking);
    } else byId('lost').hidden = false;
  };
}

const data: ReportData | null = JSON.parse(byId('data').textContent ?? 'null');
if (data) {
  byId('commands').hidden = true;
  run = new Run(data.snapshot);
  draw(true);
  show(data.drawings);
  drawReport(run, data);
} else {
  follow();
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => run && charts.restyle(run));
