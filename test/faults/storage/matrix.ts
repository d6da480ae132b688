/** Each file that a run writes, each moment of its writing, each way in which a disk refuses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DiskError,
  type DiskFault,
  ERRORS,
  failingDisk,
  type Moment,
} from '../../support/failing-disk.ts';
import { type Outcome, runOnce, STEPS } from './rig.ts';

/** What comes of a file that cannot be written: the run ends, or goes on and says so (a spare file). */
type Kind = 'needed' | 'spare';

interface WrittenFile {
  readonly name: string;
  readonly path: RegExp;
  readonly kind: Kind;
  readonly moments: readonly Moment[];
  /** Which of the calls fail first: at the start, in the middle, at the end of the run. */
  readonly from: readonly number[];
}

const ASIDE: readonly Moment[] = ['open', 'write', 'sync', 'rename'];
const GROWING: readonly Moment[] = ['open', 'write'];

const FILES: readonly WrittenFile[] = [
  { name: 'config.json', path: /run\/config\.json/, kind: 'needed', moments: ASIDE, from: [1] },
  { name: 'job.cjs', path: /run\/job\.cjs/, kind: 'needed', moments: ASIDE, from: [1] },
  { name: 'journal/', path: /journal\/\d+\.jsonl/, kind: 'needed', moments: ['open'], from: [1] },
  {
    name: 'journal/',
    path: /journal\/\d+\.jsonl/,
    kind: 'needed',
    moments: ['write', 'sync'],
    from: [1, 3, 5],
  },
  { name: 'events.jsonl', path: /events\.jsonl/, kind: 'needed', moments: GROWING, from: [1] },
  { name: 'events.jsonl', path: /events\.jsonl/, kind: 'needed', moments: ['write'], from: [4] },
  { name: 'history.csv', path: /history\.csv/, kind: 'needed', moments: ASIDE, from: [1, 2] },
  { name: 'history.json', path: /history\.json/, kind: 'needed', moments: ASIDE, from: [2] },
  { name: 'curves.svg', path: /curves\.svg/, kind: 'needed', moments: ASIDE, from: [2] },
  { name: 'log.csv', path: /log\.csv/, kind: 'needed', moments: ASIDE, from: [1] },
  { name: 'summary.json', path: /summary\.json/, kind: 'needed', moments: ASIDE, from: [1] },
  { name: 'model/model.json', path: /model\.json/, kind: 'needed', moments: ASIDE, from: [1] },
  { name: 'model/weights.bin', path: /weights\.bin/, kind: 'needed', moments: ASIDE, from: [1] },
  { name: 'checkpoints/final', path: /final\.safetensors/, kind: 'needed', moments: ASIDE, from: [1] },
  { name: 'checkpoints/step-*', path: /step-\d+\.safetensors/, kind: 'spare', moments: ASIDE, from: [1, 2] },
  { name: 'checkpoints/epoch-*', path: /epoch-\d\.safetensors/, kind: 'spare', moments: ASIDE, from: [1, 2] },
  { name: 'report.html', path: /report\.html/, kind: 'spare', moments: ASIDE, from: [1] },
  { name: 'trace.json', path: /trace\.json/, kind: 'spare', moments: GROWING, from: [1] },
  { name: 'tensorboard/', path: /tfevents/, kind: 'spare', moments: GROWING, from: [1] },
];

export interface Case extends DiskFault {
  readonly name: string;
  readonly kind: Kind;
}

/** All cases: `everyError`, or else one error each, taking turns. */
export function cases(everyError: boolean): Case[] {
  const errors = Object.keys(ERRORS) as DiskError[];
  let turn = 0;
  return FILES.flatMap(({ name, path, kind, moments, from: firsts }) =>
    moments.flatMap((moment) =>
      firsts.flatMap((from) => {
        const chosen = everyError ? errors : [errors[turn++ % errors.length]!];
        return chosen.map((error) => ({ name, kind, file: path, moment, error, from }));
      }),
    ),
  );
}

/** What is wrong with how a run takes a disk that refuses, in words; nothing is. */
export async function judge(fault: Case, weights: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-disk-'));
  try {
    const disk = await failingDisk(fault);
    let outcome: Outcome;
    try {
      outcome = await runOnce(folder);
    } finally {
      disk.mend();
    }
    const wrong = disk.calls() < fault.from ? [`only ${disk.calls()} such calls were made`] : [];
    wrong.push(...(fault.kind === 'needed' ? failed(outcome) : wentOn(outcome, weights)));
    if (outcome.summary) return wrong;
    const begun = outcome.errors.start === undefined;
    const again = await runOnce(folder, begun);
    if (again.summary?.weightsSha256 !== weights || again.summary.steps !== STEPS) {
      const { start, run, end } = again.errors;
      const error = (start ?? run ?? end)?.describe();
      const { steps, weightsSha256 } = again.summary ?? {};
      wrong.push(`it does not go on from there: ${error ?? `it ends with ${steps} steps, ${weightsSha256}`}`);
    }
    return wrong;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** It ends once, under its own name. */
function failed({ errors, events, summary }: Outcome): string[] {
  const error = errors.start ?? errors.run;
  const told = events.filter(({ type }) => type === 'run_failed').length;
  return [
    ...(summary || !error ? ['the run is said to be complete'] : []),
    ...(error && error.code !== 'STORAGE' ? [`it fails with ${error.code}: ${error.message}`] : []),
    ...(error && !/injected/.test(error.message) ? [`it does not say why: ${error.message}`] : []),
    ...(errors.run && told !== 1 ? [`it says ${told} times that it has failed`] : []),
  ];
}

/** It goes on to its end, and what is missing is told. */
function wentOn({ errors, events, summary }: Outcome, weights: string): string[] {
  const told = events.some(({ type }) => type === 'checkpoint_failed') || errors.end?.code === 'STORAGE';
  return [
    ...(summary?.weightsSha256 === weights
      ? []
      : [`the run fails: ${(errors.start ?? errors.run)?.describe()}`]),
    ...(told ? [] : ['nobody is told']),
  ];
}
