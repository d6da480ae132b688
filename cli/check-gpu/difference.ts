/** |a - b| / |b| (Euclidean norms); NaN where the lengths differ or a number is not finite. */
export function differenceOf(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.NaN;
  let [apart, whole] = [0, 0];
  for (const [i, value] of b.entries()) {
    apart += (a[i]! - value) ** 2;
    whole += value ** 2;
  }
  return whole === 0 ? Math.sqrt(apart) : Math.sqrt(apart / whole);
}
