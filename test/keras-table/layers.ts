/** Models of the programs in test/programs, read from Keras's files and written to them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Blobs } from '../../api/blobs.ts';
import { readKerasFile } from '../../api/keras/read.ts';
import { TfjsModel } from '../../api/keras/to-keras.ts';
import { writeKerasArchive, writeKerasHdf5 } from '../../api/keras/write.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { columnsOf, initialWeights } from '../programs/data.ts';
import { jobSource } from '../programs/job.ts';
import { batchOf, type NodeSpec, type Program } from '../programs/program.ts';
import { TABLE } from '../programs/table/index.ts';

/** Asks the script about programs. @returns the line that it prints */
export type Ask = (script: string, args: readonly string[], input: string) => Promise<string>;

/** Programs about layers; those that cannot be had here are refused elsewhere. */
export const LAYER_PROGRAMS: readonly Program[] = (
  ['attention', 'operations', 'normalization', 'dense layers', 'windows', 'layers', 'recurrent'] as const
)
  .flatMap((about): readonly Program[] => TABLE[about])
  .filter(({ refused }) => !refused);

/** As many of them as have a layer, an option or an argument that none before has. */
export const PROGRAMS: readonly Program[] = chosen(LAYER_PROGRAMS);

function chosen(programs: readonly Program[]): Program[] {
  const seen = new Set<string>();
  return programs.filter((program) => {
    const met = program.nodes.flatMap(wordsOf).filter((word) => !seen.has(word));
    if (met.length === 0 || !isPlain(program)) return false;
    for (const word of met) seen.add(word);
    return true;
  });
}

/** All inputs are used, and the weights that it begins with may be any: a constraint would change them. */
function isPlain({ inputs, nodes }: Program): boolean {
  const used = new Set(nodes.flatMap(({ of = [], named = {} }) => [of, Object.values(named)].flat()));
  const alone = Object.keys(inputs).length === 1;
  return (
    (alone || Object.keys(inputs).every((name) => used.has(name))) &&
    !JSON.stringify(nodes).includes('Constraint')
  );
}

function wordsOf(node: NodeSpec): string[] {
  const {
    operation = '',
    kind = `ops ${operation}`,
    config = {},
    args = {},
    named = {},
    layer,
    backwardLayer,
    cells = [],
    layers = [],
  } = node;
  const inner = [layer, backwardLayer, ...cells, ...layers].flatMap((one) => (one ? wordsOf(one) : []));
  const said = Object.keys({ ...config, ...args, ...named });
  const values = ['activation', 'recurrentActivation', 'dataFormat', 'padding', 'operation'].map(
    (option) => `${option} ${config[option]}`,
  );
  return [...[kind, ...said, ...values].map((word) => `${kind} ${word}`), ...inner];
}

export const ENDINGS = ['keras', 'h5'] as const;
export type Ending = (typeof ENDINGS)[number];

/** What Keras has made of a program. */
export interface Saved {
  readonly outputs: readonly (readonly number[])[];
  /** Null where Keras itself cannot save it so. */
  readonly files: Readonly<Record<Ending, string | null>>;
}

type Answer<T> = T | { readonly error: string };

/** The source, also where this is the compiled file. */
const script = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? 'saved_programs.py' : '../../../test/keras-table/saved_programs.py',
    import.meta.url,
  ),
);

const caseOf = (program: Program) => ({
  program,
  columns: Object.fromEntries(
    Object.entries(columnsOf(program)).map(([name, steps]) => [name, steps.map((step) => [...step])]),
  ),
});

/** Has Keras build and save programs. */
export async function savedBy(
  ask: Ask,
  programs: readonly Program[],
  folder: string,
): Promise<readonly Answer<Saved>[]> {
  return JSON.parse(await ask(script, ['save', folder], JSON.stringify(programs.map(caseOf))));
}

/** Has Keras load files of programs. @returns outputs by program, by file */
export async function loadedBy(
  ask: Ask,
  files: readonly { readonly program: Program; readonly files: readonly string[] }[],
): Promise<readonly Answer<readonly (readonly (readonly number[])[])[]>[]> {
  const cases = files.map(({ program, files }) => ({ ...caseOf(program), files }));
  return JSON.parse(await ask(script, ['load'], JSON.stringify(cases)));
}

/** How far what a model from a file gives is from `outputs`. */
export async function importDistance(program: Program, file: string, { outputs }: Saved): Promise<number> {
  const { weights, ...model } = await readKerasFile(file);
  const blobs = new Map([['weights', weights]]);
  const text = JSON.stringify({ ...model, weights: 'weights' });
  const source = `${jobSource(program)} module.exports.default.model = require('lockstep').kerasModel(${text});`;
  return distance(await predicted(program, await engineOf(source, blobs)), outputs);
}

/** Writes a program's model as Keras's files. */
export async function exported(program: Program, folder: string, number: number): Promise<string[]> {
  const engine = await engineOf(jobSource(program));
  try {
    const { tensors } = await engine.readState();
    const weights = tensors.filter(({ kind }) => kind === 'weight');
    const short = (name: string) => name.split('/').slice(-2).join('/');
    const initial = initialWeights(
      Object.fromEntries(weights.map(({ name, shape }) => [short(name), shape])),
    );
    await engine.writeState({
      tensors: weights.map((weight) => ({ ...weight, values: initial[short(weight.name)]! })),
    });
    const artifacts = await engine.exportModel();
    const model = TfjsModel.parse(JSON.parse(artifacts.json));
    mkdirSync(folder, { recursive: true });
    const files = ENDINGS.map((ending) => join(folder, `${number}.${ending}`));
    await writeKerasArchive(files[0]!, model, artifacts.weights);
    await writeKerasHdf5(files[1]!, model, artifacts.weights);
    return files;
  } finally {
    await engine.close();
  }
}

export function distance(
  outputs: readonly ArrayLike<number>[],
  expected: readonly (readonly number[])[],
): number {
  const off = expected.flatMap((values, i) => values.map((value, k) => Math.abs(value - outputs[i]![k]!)));
  const most = Math.max(...off);
  return Number.isNaN(most) || outputs.length !== expected.length ? Number.POSITIVE_INFINITY : most;
}

async function engineOf(jobSource: string, blobs?: Blobs): Promise<LocalEngine> {
  return await LocalEngine.create({ jobSource, blobs, seed: 1, backend: 'cpu' });
}

async function predicted(program: Program, engine: LocalEngine): Promise<Float32Array[]> {
  try {
    const columns = columnsOf(program);
    const arrays = (features: Program['inputs']) =>
      Object.entries(features).map(([name, { ids }]) => {
        const values = columns[name]![0]!;
        return ids ? Int32Array.from(values) : values;
      });
    return await engine.predict({
      size: batchOf(program),
      inputs: arrays(program.inputs),
      targets: arrays(program.targets),
    });
  } finally {
    await engine.close();
  }
}
