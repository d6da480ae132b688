import { join } from 'node:path';
import type { LayerSpec, NodeSpec, Program } from '../programs/program.ts';
import { furthest, type Recorded, recorded } from '../programs/recorded.ts';
import { type Outcome, run } from '../programs/run.ts';
import {
  type Ask,
  distance,
  exported,
  importDistance,
  LAYER_PROGRAMS,
  loadedBy,
  PROGRAMS,
  savedBy,
} from './layers.ts';

const WITHIN = 2e-5;

/** How far a program is from Keras, or why it cannot be had. */
interface Row {
  readonly programs: number;
  readonly forward: number;
  readonly gradient: number;
  /** Left out where no program was taken to a file. */
  readonly imported?: number | string | undefined;
  readonly exported?: number | string | undefined;
}

/** Every layer of the programs beside Keras, as Markdown. @param root of the checkout */
export async function layersTable(
  ask: Ask,
  folder: string,
  root: URL,
): Promise<{ text: string; wrong: number }> {
  const expected = recorded(new URL('test/programs/expected.json', root));
  const files = await filesBeside(ask, folder);
  const rows = new Map<string, Row>();
  let wrong = 0;
  for (const program of LAYER_PROGRAMS) {
    const own = { ...(await trained(program, expected)), ...files.get(program.name) };
    const most = Math.max(...Object.values(own).map((off) => (typeof off === 'number' ? off : 0)));
    if (!(most < (program.within ?? WITHIN))) wrong++;
    for (const kind of new Set(program.nodes.flatMap(kindsOf))) rows.set(kind, added(rows.get(kind), own));
  }
  const lines = [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, { programs, ...row }]) => {
      const cells = [row.forward, row.gradient, row.imported, row.exported].map(digits);
      return `| ${[kind, programs, ...cells].join(' | ')} |`;
    });
  const head = ['| Layer | Programs | Forward | Gradient | Import | Export |', '|---|---|---|---|---|---|'];
  return { text: [...head, ...lines].join('\n'), wrong };
}

type Files = Pick<Row, 'imported' | 'exported'>;

/** What comes of files, by program. */
async function filesBeside(ask: Ask, folder: string): Promise<Map<string, Files>> {
  const saved = await savedBy(ask, PROGRAMS, folder);
  const ours: (string[] | Error)[] = [];
  for (const [i, program] of PROGRAMS.entries()) {
    ours.push(await exported(program, join(folder, 'ours'), i).catch((cause) => cause as Error));
  }
  const written = ours.map((own) => (own instanceof Error ? [] : own));
  const loaded = await loadedBy(
    ask,
    PROGRAMS.map((program, i) => ({ program, files: written[i]! })),
  );
  const found = new Map<string, Files>();
  for (const [i, program] of PROGRAMS.entries()) {
    const [theirs, again, own] = [saved[i]!, loaded[i]!, ours[i]!];
    if ('error' in theirs) throw new Error(`${program.name}: ${theirs.error}`);
    let imported: number | string = 0;
    for (const file of Object.values(theirs.files)) {
      if (file === null || typeof imported === 'string') continue;
      const off = await importDistance(program, file, theirs).catch(({ message }) => message as string);
      imported = typeof off === 'string' ? off : Math.max(off, imported);
    }
    const exported =
      own instanceof Error
        ? own.message
        : 'error' in again
          ? again.error
          : Math.max(...again.map((outputs) => distance(outputs, theirs.outputs)));
    found.set(program.name, { imported, exported });
    for (const [what, value] of Object.entries({ import: imported, export: exported })) {
      if (typeof value === 'string' || value > WITHIN) console.log(`${program.name}, ${what}: ${value}`);
    }
  }
  return found;
}

/** The loss of the first step; weights and outputs after the last. */
async function trained(
  program: Program,
  expected: Readonly<Record<string, Recorded>>,
): Promise<Pick<Row, 'forward' | 'gradient'>> {
  const theirs = expected[program.name]!.outcome as Outcome;
  const ours = await run(program, { backend: 'cpu', mode: 'eager', workers: 1 });
  const first = ({ logs }: Outcome): Outcome => ({
    logs: [logs[0]!],
    evaluated: 0,
    outputs: [],
    weights: {},
  });
  const after = (outcome: Outcome): Outcome => ({ ...outcome, logs: [] });
  return {
    forward: furthest(first(ours), first(theirs)).distance,
    gradient: furthest(after(ours), after(theirs)).distance,
  };
}

function kindsOf(node: NodeSpec | LayerSpec): string[] {
  const { kind, operation, layer, backwardLayer, cells = [], layers = [] } = node as NodeSpec;
  const inner = [layer, backwardLayer, ...cells, ...layers].flatMap((one) => (one ? kindsOf(one) : []));
  return [...(kind ? [kind] : []), ...(operation ? [`ops: ${operation}`] : []), ...inner];
}

/** Of the programs that have a layer, those that can be had count: a layer cannot be had where none of them can. */
function added(row: Row | undefined, own: Omit<Row, 'programs' | keyof Files> & Partial<Files>): Row {
  const worst = (a: number | string | undefined, b: number | string | undefined) => {
    const known = [a, b].filter((one) => typeof one === 'number');
    return known.length > 0 ? Math.max(...known) : (a ?? b);
  };
  return {
    programs: (row?.programs ?? 0) + 1,
    forward: Math.max(row?.forward ?? 0, own.forward),
    gradient: Math.max(row?.gradient ?? 0, own.gradient),
    imported: worst(row?.imported, own.imported),
    exported: worst(row?.exported, own.exported),
  };
}

const digits = (value: number | string | undefined) =>
  value === undefined ? '' : typeof value === 'string' ? 'not' : value === 0 ? '0' : value.toExponential(0);
