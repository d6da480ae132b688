/** What the terminal says of an engine, beside where it computes. Pure. */
import type { AnalysedProgram } from '../program/analysis.ts';
import type { Runtime } from '../runtime/layout.ts';
import type { Backend } from './backend.ts';

/** Most weights that a note names. */
const NAMED = 4;

/** @param notes of others; @returns undefined where there is nothing to say */
export function notesOf(
  { device }: Pick<Backend, 'device'>,
  { updates }: AnalysedProgram,
  runtime: Runtime | undefined,
  notes: readonly [given: string | undefined, executor: string | undefined],
): string | undefined {
  const untouched = updates.flatMap((update) => update.untouched.map(({ name }) => name));
  const all = [...notes, withoutGpu(device, runtime), untouchedNote(untouched)];
  return all.filter(Boolean).join('; ') || undefined;
}

function untouchedNote(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `the loss has no gradient for ${names.slice(0, NAMED).join(', ')}${more}: left as they are`;
}

function withoutGpu(device: string, runtime: Runtime | undefined): string | undefined {
  if (runtime?.manifest.flavor !== 'cuda' || device === 'GPU') return undefined;
  return 'TensorFlow for CUDA opens no GPU here: run lockstep check-gpu';
}
