/** Where Keras's own format, `.keras`, has the weights of a layer. Pure. */
import { LockstepError } from '../../base/errors.ts';

/** A layer's class and configuration, as far as its place follows from them. */
export interface Placed {
  readonly class_name: string;
  readonly config: { readonly layer?: Placed | undefined };
}

/** Layers of one model beside the names of their groups: their classes', numbered where one occurs again. */
export function withGroups<L extends Placed>(layers: readonly L[]): [layer: L, group: string][] {
  const used = new Map<string, number>();
  return layers.map((layer) => {
    const kind = snakeCase(layer.class_name);
    const number = used.get(kind) ?? 0;
    used.set(kind, number + 1);
    return [layer, `layers/${number === 0 ? kind : `${kind}_${number}`}`];
  });
}

/**
 * Folders of variables within a layer's group, in the order of its weights; each has as many.
 * @throws LockstepError BAD_INPUT for cells that a user has stacked
 */
export function variableFolders({ class_name, config: { layer } }: Placed): string[] {
  switch (class_name) {
    case 'LSTM':
    case 'GRU':
    case 'SimpleRNN':
    case 'ConvLSTM2D':
      return ['cell/vars'];
    case 'TimeDistributed':
      return variableFolders(layer!).map((folder) => `layer/${folder}`);
    case 'Bidirectional':
      return ['forward_layer', 'backward_layer'].flatMap((way) =>
        variableFolders(layer!).map((folder) => `${way}/${folder}`),
      );
    case 'RNN':
      throw new LockstepError(
        'BAD_INPUT',
        'the model has an RNN of cells, which .keras files cannot have here',
        {
          hint: 'Name the file model.h5',
        },
      );
    default:
      return ['vars'];
  }
}

/** As Keras derives a name from a class's. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
