/** Where Keras's own format, `.keras`, has the weights of a layer. Pure. */

/** A layer's class and configuration, as far as its place follows from them. */
export interface Placed {
  readonly class_name: string;
  readonly config: {
    /** Of a wrapper. */
    readonly layer?: Placed | undefined;
    readonly backward_layer?: Placed | null | undefined;
    /** Of an `RNN`; tfjs has a list where Keras has `StackedRNNCells`. */
    readonly cell?: Placed | readonly Placed[] | undefined;
    readonly cells?: readonly Placed[] | undefined;
    readonly use_bias?: boolean;
    readonly trainable?: boolean;
  };
}

/** Cells that are stacked, beside the names of their groups; none of a single one. */
export function stackedCells({ config: { cell, cells } }: Placed): [cell: Placed, group: string][] {
  const stacked =
    cells ?? (Array.isArray(cell) ? (cell as readonly Placed[]) : (cell as Placed)?.config.cells);
  return withGroups(stacked ?? []).map(([one, group]) => [one, group.replace(/^layers/, 'cells')]);
}

/** Classes whose name in Python is not the one they go by. */
const IN_PYTHON: Readonly<Record<string, string>> = { GroupQueryAttention: 'GroupedQueryAttention' };

/** Layers of one model beside the names of their groups: their classes', numbered where one occurs again. */
export function withGroups<L extends Placed>(layers: readonly L[]): [layer: L, group: string][] {
  const used = new Map<string, number>();
  return layers.map((layer) => {
    const kind = snakeCase(IN_PYTHON[layer.class_name] ?? layer.class_name);
    const number = used.get(kind) ?? 0;
    used.set(kind, number + 1);
    return [layer, `layers/${number === 0 ? kind : `${kind}_${number}`}`];
  });
}

/** What a layer's own layers are called in Python, by the first part of their weights' names, in the weights' order. */
const INNER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  MultiHeadAttention: {
    query: 'query_dense',
    key: 'key_dense',
    gate: '_gate_dense',
    value: 'value_dense',
    attention_output: 'output_dense',
  },
  GroupQueryAttention: {
    query: '_query_dense',
    key: '_key_dense',
    gate: '_gate_dense',
    value: '_value_dense',
    attention_output: '_output_dense',
  },
};

/** Groups inside of a layer's group that hold variables, in the order of its weights. */
export const PARTS = [
  'cell',
  'forward_layer',
  'backward_layer',
  'layer',
  ...['query', 'key', 'gate', 'value', 'attention_output'].flatMap((part) => [
    ...new Set(Object.values(INNER).map((inner) => inner[part]!)),
  ]),
];

/**
 * Places of a layer's variables within its group, one or more of each.
 * @param names of its weights without the layer's, `kernel` or `query/kernel`
 */
export function variablePlaces(layer: Placed, names: readonly string[]): string[][] {
  const inner = INNER[layer.class_name];
  const folders = variableFolders(layer);
  const spectral = wayToSpectral(layer);
  const all = spectral === undefined ? names : names.filter((name) => name !== VECTOR);
  const even = all.length / folders.length;
  const of = folders.flatMap(({ path, count = even }) => Array<string>(count).fill(path));
  const used = new Map<string, number>();
  const places = new Map<string, string[]>();
  for (const [i, name] of all.entries()) {
    const part = inner?.[name.split('/')[0]!];
    const folder = part ? `${part}/vars` : of[i]!;
    const number = used.get(folder) ?? 0;
    used.set(folder, number + 1);
    places.set(name, [`${folder}/${number}`]);
  }
  if (spectral !== undefined) {
    places.get(all[0]!)!.push(`${spectral}vars/0`);
    places.set(VECTOR, [`${spectral}vars/1`]);
  }
  return names.map((name) => places.get(name)!);
}

/** Of a spectral normalization, which keeps it behind its layer's first variable: that one lies in both their groups. */
const VECTOR = 'vector_u';

/** Where within a layer's group that of a spectral normalization is, maybe in wrappers; undefined where there is none. */
function wayToSpectral({ class_name, config }: Placed): string | undefined {
  if (class_name === 'SpectralNormalization') return '';
  const below = config.layer && wayToSpectral(config.layer);
  return below === undefined ? undefined : `layer/${below}`;
}

interface Folder {
  readonly path: string;
  /** Of its variables; left out, as many as the other folders have. */
  readonly count?: number;
}

/** Folders of variables, in the order of the layer's weights. */
function variableFolders(placed: Placed): Folder[] {
  const { class_name, config } = placed;
  const below = (way: string, layer: Placed) =>
    variableFolders(layer).map((folder) => ({ ...folder, path: `${way}/${folder.path}` }));
  switch (class_name) {
    case 'LSTM':
    case 'GRU':
    case 'SimpleRNN':
    case 'ConvLSTM1D':
    case 'ConvLSTM2D':
    case 'ConvLSTM3D':
      return [{ path: 'cell/vars' }];
    case 'RNN': {
      const cells = stackedCells(placed);
      if (cells.length === 0) return [{ path: 'cell/vars' }];
      return cells.map(([cell, group]) => ({
        path: `cell/${group}/vars`,
        count: cell.config.use_bias === false ? 2 : 3,
      }));
    }
    case 'TimeDistributed':
    case 'SpectralNormalization':
      return below('layer', config.layer!);
    case 'Bidirectional':
      return [
        ...below('forward_layer', config.layer!),
        ...below('backward_layer', config.backward_layer ?? config.layer!),
      ];
    default:
      return [{ path: 'vars' }];
  }
}

/**
 * Variables of a spectral normalization as its weights go: Keras counts the vector behind a kernel that is not trained,
 * and behind all that is trained.
 * @param inner of its layer
 */
export function withVector<T>({ config }: Placed, vector: T, [kernel, ...inner]: readonly T[]): T[] {
  const frozen = config.layer?.config.trainable === false;
  return frozen ? [kernel!, vector, ...inner] : [kernel!, ...inner, vector];
}

/** As Keras derives a name from a class's. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
