/** Holds the end of a run to that of the undisturbed one. */
import type { Cluster } from './cluster.ts';
import type { Reference } from './invariants.ts';
import { hasRates, type Scenario } from './schedule.ts';

/** The run ends as the undisturbed one does. */
export function expectFinish(cluster: Cluster, scenario: Scenario, reference: Reference | undefined): void {
  if (!reference) return;
  const { reproducible, straggler } = scenario;
  const { invariants, summary } = cluster;
  const waitedFor = cluster.workers.find(
    ({ id, slowness, finished }) => slowness > 1 && finished && !cluster.heldBack.has(id),
  );
  if (straggler && waitedFor) invariants.violated('the others have waited for the straggler to the end');
  const history = historyOf(cluster, hasRates(scenario));
  if (history !== reference.history) {
    invariants.violated(`the history is\n${history}and not\n${reference.history}`);
  }
  if (JSON.stringify(summary!.tested) !== JSON.stringify(reference.tested)) {
    invariants.violated(`the test gives ${JSON.stringify(summary!.tested)}`);
  }
  if (reproducible && summary!.weightsSha256 !== reference.weightsSha256) {
    invariants.violated('the final weights are not those of the undisturbed run');
  }
  const finished = cluster.workers.filter((worker) => worker.finished);
  if (finished.length === 0) invariants.violated('nobody has finished');
  for (const { name, engine } of finished) {
    if (engine!.exactState !== reference.finalState) invariants.violated(`${name} ends with another state`);
  }
}

/** `history.csv`; without the learning rate where orders change it. */
export function historyOf({ disk }: Cluster, rateless: boolean): string {
  const rows = disk
    .text('history.csv')
    .split('\n')
    .map((line) => line.split(','));
  const rate = rateless ? rows[0]!.indexOf('learning_rate') : -1;
  return rows.map((cells) => cells.filter((_, i) => i !== rate).join()).join('\n');
}
