/** What a user may have meant by a word that is not known here. Pure. */
import { LockstepError } from '../base/errors.ts';

/** Without the case and the strokes by which libraries differ: `mean_squared_error` is `MeanSquaredError`. */
const bare = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The word of `known` that is spelt the same but for case and strokes. */
export function sameWord<W extends string>(word: string, known: readonly W[]): W | undefined {
  return known.find((candidate) => bare(candidate) === bare(word));
}

/** The word of `known` that begins so, or else needs the fewest letters changed, where that is at most a third of them. */
export function nearestWord<W extends string>(word: string, known: readonly W[]): W | undefined {
  const longer = bare(word).length > 2 && known.find((candidate) => bare(candidate).startsWith(bare(word)));
  if (longer) return longer;
  const changes = known.map((candidate) => distance(bare(word), bare(candidate)));
  const least = Math.min(...changes);
  return least <= Math.max(1, bare(word).length / 3) ? known[changes.indexOf(least)] : undefined;
}

/** `Did you mean "x"?`, or else the words that there are. */
export function meant(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near ? `did you mean "${near}"?` : `use one of: ${known.join(', ')}`;
}

/**
 * A misspelt option would be passed over.
 * @throws LockstepError BAD_INPUT for an option that `what` does not have
 */
export function expectOptions(what: string, given: object, known: readonly string[]): void {
  for (const option of Object.keys(given)) {
    if (known.includes(option)) continue;
    throw new LockstepError('BAD_INPUT', `${what} has no option "${option}": ${meant(option, known)}`);
  }
}

/** Levenshtein's: letters to put in, take out or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
