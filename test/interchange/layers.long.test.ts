/** Every layer of the programs, read from files that Keras has saved, and saved to files that Keras reads. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Ask,
  distance,
  ENDINGS,
  exported,
  importDistance,
  loadedBy,
  PROGRAMS,
  savedBy,
} from '../keras-table/layers.ts';
import { keras, pip } from '../support/keras.ts';

const WITHIN = 1e-5;
const ask: Ask = (script, args, input) => keras(script, args, { input });

describe.skipIf(!pip)('layers of Keras (needs pip)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let saved: Awaited<ReturnType<typeof savedBy>>;
  let loaded: Awaited<ReturnType<typeof loadedBy>>;
  const refusals = new Map<string, string>();
  beforeAll(async () => {
    saved = await savedBy(ask, PROGRAMS, folder);
    const files = [];
    for (const [i, program] of PROGRAMS.entries()) {
      const written = await exported(program, join(folder, 'ours'), i).catch(({ message }) => {
        refusals.set(program.name, message);
        return [];
      });
      files.push({ program, files: written });
    }
    loaded = await loadedBy(ask, files);
  });

  test.each(PROGRAMS.map((program, i) => [program.name, program, i] as const))(
    '%s',
    async (_, program, i) => {
      const theirs = answered(saved[i]!);
      for (const ending of ENDINGS) {
        const file = theirs.files[ending];
        if (!file) continue;
        const off = importDistance(program, file, theirs);
        if (program.notImported && ending === 'keras') await expect(off).rejects.toThrow(program.notImported);
        else expect(await off, `import of .${ending}`).toBeLessThan(WITHIN);
      }
      const refusal = refusals.get(program.name);
      if (refusal || program.notExported) {
        expect(refusal).toContain(program.notExported ?? 'nothing that a program says');
        return;
      }
      for (const [j, outputs] of answered(loaded[i]!).entries()) {
        expect(distance(outputs, theirs.outputs), `export as .${ENDINGS[j]}`).toBeLessThan(WITHIN);
      }
    },
  );
});

function answered<T>(answer: T | { readonly error: string }): T {
  if (typeof answer === 'object' && answer !== null && 'error' in answer) throw new Error(answer.error);
  return answer as T;
}
