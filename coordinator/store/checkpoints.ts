/** Names of the checkpoints in a run directory. Pure. */

/** Steps that a checkpoint's state has committed; undefined for others than the regular ones. */
export function stepOfCheckpoint(path: string): number | undefined {
  const match = /^(?:checkpoints\/)?step-(\d+)\.safetensors$/.exec(path);
  return match ? Number(match[1]) : undefined;
}

/** Of `paths`, newest first: those behind the newest `count` that are whole. */
export function outdated(
  paths: readonly string[],
  count: number,
  isWhole: (path: string) => boolean,
): readonly string[] {
  const oldest = paths.filter(isWhole)[count - 1];
  return oldest === undefined ? [] : paths.slice(paths.indexOf(oldest) + 1);
}

/** Regular checkpoints, newest first. */
export function newestFirst(names: readonly string[]): string[] {
  return names
    .filter((name) => stepOfCheckpoint(name) !== undefined)
    .sort((a, b) => stepOfCheckpoint(b)! - stepOfCheckpoint(a)!);
}
