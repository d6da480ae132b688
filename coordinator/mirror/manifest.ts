/**
 * What a mirror holds: `manifest.json` names every file of a run's state by the object that has its content. Objects are
 * written once and never changed; the manifest comes after them, in one piece. So whoever reads it sees one whole state,
 * the newest or the one before. Pure.
 */
import * as z from 'zod';
import { newestFirst, stepOfCheckpoint } from '../store/checkpoints.ts';

export const MANIFEST = 'manifest.json';
/** Keys of all other objects begin with this. */
export const FILES = 'files/';
const FORMAT = 1;

/** A path inside of a run directory, which leads nowhere else. */
const isInside = (path: string) =>
  path.length <= 1024 &&
  !/[\\\0]/.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

const Stored = z.object({
  key: z.string().startsWith(FILES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0),
});
/** Where the content of a file is. */
export type Stored = Readonly<z.infer<typeof Stored>>;

const Manifest = z.object({
  format: z.literal(FORMAT),
  runId: z.string().regex(/^[^/\\\0]+$/),
  /** The run directory that is mirrored: another copy of the run has another one. */
  holder: z.string(),
  /** Of the coordinator that wrote it. */
  term: z.int().min(0),
  /** When the state was as it is here, in ms since 1970. */
  taken: z.number(),
  /** By path in the run directory. Empty: nothing is here yet. */
  files: z.record(z.string().refine(isInside), Stored),
});
export type Manifest = Readonly<z.infer<typeof Manifest>>;

export function manifestText(manifest: Omit<Manifest, 'format'>): string {
  return `${JSON.stringify({ format: FORMAT, ...manifest }, null, 1)}\n`;
}

/** @throws where it is none */
export function parseManifest(text: string): Manifest {
  return Manifest.parse(JSON.parse(text));
}

/** A file as it is on this machine. */
export interface LocalFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface Plan<File extends LocalFile> {
  /** In the order in which they are sent. */
  readonly uploads: readonly { readonly file: File; readonly key: string }[];
  /** Of the manifest that follows. */
  readonly files: Readonly<Record<string, Stored>>;
  /** Keys that the new manifest does not name: to be removed once it is there. */
  readonly removals: readonly string[];
}

/** What is in storage: the files of the manifest that is there, and the keys of all objects. */
export interface There {
  readonly files: Readonly<Record<string, Stored>>;
  readonly keys: ReadonlySet<string>;
}

/** Where a content is already, whichever file has it; undefined where it is not. */
export function storedIn({ files, keys }: There): (sha256: string) => Stored | undefined {
  const whole = Object.values(files).filter(({ key }) => keys.has(key));
  const bySha256 = new Map(whole.map((stored) => [stored.sha256, stored]));
  return (sha256) => bySha256.get(sha256);
}

/**
 * What makes a mirror equal to `local`. Files of the same content share an object.
 * @param writer ends the keys of this process, so that no other one ever removes or overwrites them
 */
export function plan<File extends LocalFile>(
  local: readonly File[],
  there: There,
  writer: string,
): Plan<File> {
  const storedOf = storedIn(there);
  const newest = newestFirst(local.map(({ path }) => path))[0];
  const uploads = new Map<string, { file: File; key: string }>();
  const files: Record<string, Stored> = {};
  for (const file of local) {
    const { path, sha256, bytes } = file;
    const stored = storedOf(sha256);
    // A checkpoint that a newer one has overtaken before it was sent is not sent any more.
    if (!stored && stepOfCheckpoint(path) !== undefined && path !== newest) continue;
    const key = uploads.get(sha256)?.key ?? `${FILES}${path}/${sha256}-${writer}`;
    files[path] = stored ?? { key, sha256, bytes };
    if (!stored && !uploads.has(sha256)) uploads.set(sha256, { file, key });
  }
  const named = new Set(Object.values(files).map(({ key }) => key));
  const sent = ({ key }: { key: string }) => there.keys.has(key);
  return {
    uploads: [...uploads.values()].filter((upload) => !sent(upload)),
    files,
    removals: [...there.keys].filter((key) => !named.has(key) && isOurs(key)),
  };
}

/** Nothing else that may lie in the bucket is ever removed. */
function isOurs(key: string): boolean {
  return /\/[0-9a-f]{64}-[0-9a-f]{8}$/.test(key);
}

/** Who may write a mirror. */
export interface Writer {
  readonly runId: string;
  readonly holder: string;
  readonly term: number;
  /** Whether this process has written it already. */
  readonly claimed: boolean;
  /** Whether its run directory was mirrored there before. */
  readonly known: boolean;
}

/** Why a process may not write a mirror, or not any more; undefined where it may. */
export function refusal(
  { runId, holder, term, claimed, known }: Writer,
  found: Manifest | undefined,
): 'another run' | 'replaced' | undefined {
  // Nothing there; or someone began, and nothing came of it.
  if (!found || (Object.keys(found.files).length === 0 && !claimed)) return undefined;
  if (found.holder === holder) return found.term > term ? 'replaced' : undefined;
  return claimed || (known && found.runId === runId) ? 'replaced' : 'another run';
}
