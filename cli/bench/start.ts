import { median } from '../../base/median.ts';
import type { Phase } from '../../base/phases.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Training, timeTraining } from './training.ts';

const ARGS = ['mnist-mlp', '--workers', '2', '--epochs', '1'];

/** `lockstep bench --only start`: where the time goes from the shell to the first step, and from the end to the prompt. */
export async function benchStart(rounds: number, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const trainings: Training[] = [];
  for (let round = 0; round < rounds; round++) {
    terminal.show(`  lockstep train ${ARGS.join(' ')}: round ${round + 1}/${rounds}`);
    trainings.push(await timeTraining(ARGS, signal));
  }
  terminal.clear();
  terminal.print(startTable(trainings));
}

/** Medians over the trainings, in ms; of the workers, the first to name a phase stands for all. */
function startTable(trainings: readonly Training[]): string {
  const of = (pick: (training: Training) => number | undefined) =>
    Math.round(median(trainings.map(pick).filter((ms) => ms !== undefined)));
  const rows = ['coordinator', 'worker-0'].flatMap((who) => {
    const named = (training: Training) => training.phases.get(who) ?? [];
    const at = (name: string, place: number) => (training: Training) =>
      named(training).filter((phase) => phase.name === name)[place];
    const sorted = named(trainings[0]!).toSorted((a: Phase, b: Phase) => a.start - b.start);
    return sorted.map((phase) => {
      const place = named(trainings[0]!)
        .filter(({ name }) => name === phase.name)
        .indexOf(phase);
      const same = at(phase.name, place);
      return `| ${who} | ${phase.name} | ${of((one) => same(one)?.start)} | ${of((one) => same(one)?.ms)} |`;
    });
  });
  return [
    '| process | phase | begins, ms | takes, ms |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    `first step done after ${of(({ firstStep }) => firstStep)} ms`,
    `prompt ${of(({ prompt, lastLine }) => prompt - lastLine)} ms after the last line, ${of(({ prompt }) => prompt)} ms after the command`,
  ].join('\n');
}
