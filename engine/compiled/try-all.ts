import type { DataSource } from '../../api/data.ts';
import type { FirstBatches } from '../engine.ts';
import { type AnalysedProgram, trialBatch } from '../program/analysis.ts';
import { NotCompilable } from './not-compilable.ts';
import { withAttributes } from './op-definition.ts';
import { cut } from './segments.ts';
import type { TensorFlowSession } from './session.ts';
import type { Traced, Tracer } from './tracer.ts';

/** What has been tried of a program. */
export interface Tried {
  /** Traces for the batches that come first, by `keyOf`. */
  readonly traces: Map<string, Traced>;
  /** Why computations run op by op, by name. */
  readonly failures: ReadonlyMap<string, string>;
}

/** Of a computation for batches of one size. */
export function keyOf(name: string, samples: number): string {
  return `${name}/${samples}`;
}

/**
 * Tries to compile what a run cannot do without, so that it fails now and not at step 0; predictions are tried when the
 * first is made. The batch is of the size of the first one, where that is known, so that its trace serves.
 * @throws NotCompilable for a gradient
 */
export function tryAll(
  tracer: Tracer,
  program: AnalysedProgram,
  data: DataSource,
  session: TensorFlowSession,
  { step, evaluation }: FirstBatches,
): Tried {
  const traces = new Map<string, Traced>();
  const failures = new Map<string, string>();
  const tryOne = (name: string, samples: number | undefined, sums: number, trace: Trial) => {
    const check = (size?: number) => {
      const batch = trialBatch(data, {}, size);
      const traced = trace(batch);
      cut(
        withAttributes(traced.trace, (op) => session.definitionOf(op)),
        sums,
      );
      if (size !== undefined) traces.set(keyOf(name, size), traced);
    };
    try {
      check(samples);
    } catch (error) {
      // What is too large for this machine fails when it is computed, if it ever is.
      if (error instanceof NotCompilable || samples === undefined) throw error;
      check();
    }
  };
  for (const [update, { rankSums }] of program.updates.entries()) {
    tryOne(`update${update}`, step, rankSums.length, (batch) => tracer.steadyGradients(update, batch));
  }
  if (program.evaluate) {
    try {
      tryOne('evaluation', evaluation, 0, (batch) => tracer.steadyEvaluation(batch));
    } catch (error) {
      if (!(error instanceof NotCompilable)) throw error;
      failures.set('evaluation', error.message);
    }
  }
  return { traces, failures };
}

type Trial = (batch: ReturnType<typeof trialBatch>) => Traced;
