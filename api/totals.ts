/** Logs from totals: sums over samples, which ranks and steps can add up in any order. Pure. */

/** What the total of a metric is divided by, where that is not the number of samples. */
export const divisorOf = (name: string) => `${name}/of`;

export const isDivisor = (name: string) => name.endsWith('/of');

/**
 * Loss and metrics by name: each total over its divisor, or else over the samples, whose number is the last total.
 * A ratio of nothing is 0, as in Keras.
 */
export function logsOf(
  names: readonly string[],
  totals: ArrayLike<number>,
  prefix = '',
): Record<string, number> {
  const samples = totals[names.length - 1] ?? 0;
  if (samples === 0) return {};
  const logs = names.slice(0, -1).flatMap((name, i): [string, number][] => {
    if (isDivisor(name)) return [];
    const total = totals[i] ?? 0;
    const at = names.indexOf(divisorOf(name));
    const divisor = at < 0 ? samples : (totals[at] ?? 0);
    return [[prefix + name, divisor === 0 ? 0 : total / divisor]];
  });
  return Object.fromEntries(logs);
}
