/** Every how many of `steps` one is told, so that `most` are. */
export function stride(steps: number, most: number): number {
  return Math.max(1, Math.ceil(steps / most));
}
