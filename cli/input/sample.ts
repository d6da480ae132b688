/** Draws from what a model expects. Pure. */

export interface Sampling {
  /** Below 1 the likeliest come more often, above 1 less often; 0 takes the likeliest. */
  readonly temperature: number;
  /** Only as many of the likeliest can come. */
  readonly top: number;
}

/**
 * An id, drawn as likely as the model says.
 * @param logits logarithms of what is proportional to the chances, one an id
 * @param allowed ids that can come
 */
export function sample(
  logits: ArrayLike<number>,
  allowed: readonly number[],
  { temperature, top }: Sampling,
  random: () => number,
): number {
  const likeliest = [...allowed].sort((a, b) => logits[b]! - logits[a]!).slice(0, top);
  const [first] = likeliest;
  if (temperature === 0) return first!;
  const weights = likeliest.map((id) => Math.exp((logits[id]! - logits[first!]!) / temperature));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [i, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return likeliest[i]!;
  }
  return likeliest.at(-1)!;
}
