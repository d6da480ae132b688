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
 * Places of a layer's variables within its group.
 * @param names of its weights without the layer's, `kernel` or `query/kernel`
 */
export function variablePlaces(layer: Placed, names: readonly string[]): string[] {
  const inner = INNER[layer.class_name];
  const folders = variableFolders(layer);
  const uncounted = folders.filter(({ count }) => count === undefined);
  const counted = folders.reduce((sum, { count = 0 }) => sum + count, 0);
  const even = (names.length - counted) / uncounted.length;
  const of = folders.flatMap(({ path, count = even }) => Array<string>(count).fill(path));
  const used = new Map<string, number>();
  return names.map((name, i) => {
    const part = inner?.[name.split('/')[0]!];
    const folder = part ? `${part}/vars` : of[i]!;
    const number = used.get(folder) ?? 0;
    used.set(folder, number + 1);
    return `${folder}/${number}`;
  });
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
      return below('layer', config.layer!);
    case 'SpectralNormalization': {
      const own: Folder = { path: 'vars', count: 1 };
      return ownFirst(placed)
        ? [own, ...below('layer', config.layer!)]
        : [...below('layer', config.layer!), own];
    }
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
 * Whether the variables of a layer itself come before those of its parts: so they do in the file, and among the weights
 * that are not trained; the vector of a spectral normalization comes behind a kernel that is trained.
 */
export function ownFirst({ class_name, config }: Placed): boolean {
  return class_name !== 'SpectralNormalization' || config.layer?.config.trainable === false;
}

/** As Keras derives a name from a class's. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
