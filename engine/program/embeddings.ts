import type { LayersModel, layers, Tensor } from '@tensorflow/tfjs';
import type { Program } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';

type Layer = layers.Layer;

/** What tfjs's layer keeps to itself. */
interface Embedding {
  readonly name: string;
  readonly inputDim: number;
  /** Of one that goes both ways. */
  readonly config?: { readonly inputDim: number };
  call(inputs: Tensor | Tensor[], kwargs: { readonly reverse?: boolean }): Tensor | Tensor[];
}

/**
 * Does `work` while every embedding of the program looks at the ids that it is given: a device gives zeros for one
 * that it has no row for.
 * @throws LockstepError BAD_DATA for such an id
 */
export function withIdsChecked<T>({ models }: Program, work: () => T): T {
  const embeddings = Object.values(models).flatMap(embeddingsOf);
  for (const embedding of embeddings) {
    const call = Object.getPrototypeOf(embedding).call as Embedding['call'];
    embedding.call = (inputs, kwargs) => {
      if (!kwargs?.reverse) expectRows(embedding, Array.isArray(inputs) ? inputs[0]! : inputs);
      return call.call(embedding, inputs, kwargs);
    };
  }
  try {
    return work();
  } finally {
    for (const embedding of embeddings) delete (embedding as Partial<Embedding>).call;
  }
}

function expectRows({ name, config, inputDim = config!.inputDim }: Embedding, ids: Tensor): void {
  const values = ids.dataSync();
  const odd = values.find((id) => id < 0 || id >= inputDim);
  if (odd === undefined) return;
  throw new LockstepError(
    'BAD_DATA',
    `the data has the id ${odd}, and embedding ${name} the rows 0 to ${inputDim - 1}`,
    {
      hint: 'Count ids from 0, and give the embedding an inputDim above the greatest',
    },
  );
}

/** In nested models and wrappers too. */
function embeddingsOf(model: { readonly layers: readonly Layer[] }): Embedding[] {
  return model.layers.flatMap((layer): Embedding[] => {
    if (['Embedding', 'ReversibleEmbedding'].includes(layer.getClassName()))
      return [layer as unknown as Embedding];
    const { layers, layer: wrapped } = layer as Partial<LayersModel> & { layer?: Layer };
    return embeddingsOf({ layers: layers ?? (wrapped ? [wrapped] : []) });
  });
}
