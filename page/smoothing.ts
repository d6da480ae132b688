/**
 * An exponential mean over the neighbours before each value: the loss of single batches is a cloud. As long as few
 * values have come, it is divided by the weight that they have together (Kingma & Ba 2014, section 3), so that it does
 * not lean on the first.
 * @param share of all values that one mean is about, from 0 (none but its own) to 1
 */
export function smoothed(values: readonly (number | null)[], share: number): (number | null)[] {
  const weight = 1 - 1 / (1 + share * values.length);
  let [sum, known] = [0, 0];
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    known = weight * known + (1 - weight);
    return sum / known;
  });
}
