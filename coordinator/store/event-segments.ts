/** The full segments of a run's events. */
import { randomUUID } from 'node:crypto';
import { open, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { eachLine } from './lines.ts';

/** Of each rank's steps, a segment that is thinned out keeps one in so many. */
const STEPS_PER_KEPT = 1_000;

export function nameOf(segment: number): string {
  return `events-${String(segment).padStart(6, '0')}.jsonl`;
}

/** Numbers of the full segments, in order. The oldest may be missing. */
export async function segmentsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  const numbers = names.flatMap((name) => /^events-(\d+)\.jsonl$/.exec(name)?.[1] ?? []);
  return numbers.map(Number).sort((a, b) => a - b);
}

/**
 * Leaves in a segment everything but steps, and of those one in a thousand. One that somebody has removed stays away.
 * @throws the file system's error
 */
export async function thinOut(folder: string, segment: number, lineBytes: number): Promise<void> {
  const kept: string[] = [];
  try {
    await eachLine(join(folder, nameOf(segment)), lineBytes, (line) => {
      if (isKept(line)) kept.push(`${line}\n`);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await writeAside(folder, nameOf(segment), kept.join(''));
}

/** Looks at the text alone: within a JSON string, a quotation mark has a backslash before it. */
function isKept(line: string): boolean {
  if (!line.includes('"type":"step"')) return true;
  return Number(/"step":(\d+)/.exec(line)?.[1]) % STEPS_PER_KEPT === 0;
}

/** Writes a file under another name, and renames it when it is on the disk. @throws the file system's error */
export async function writeAside(folder: string, name: string, text: string): Promise<void> {
  const aside = join(folder, `${name}.${randomUUID()}.part`);
  const file = await open(aside, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, join(folder, name));
}
