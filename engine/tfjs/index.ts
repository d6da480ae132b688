import type { TF } from '../../api/job.ts';
import { usePReLU, useReLU } from './activations.ts';
import { useCallsInOrder } from './calls.ts';
import { useChannelsFirst } from './channels-first.ts';
import { useConstraints } from './constraints.ts';
import { useDilatedConvolutions } from './dilation.ts';
import { useMasks } from './graph.ts';
import { useGroups } from './groups.ts';
import { useInitializers } from './initializers.ts';
import { once } from './internals.ts';
import { useMaskedSequences } from './masked-sequences.ts';
import { useMaskedProducts, useMergedMasks, useNormalizedDot } from './merging.ts';
import { useModels } from './models.ts';
import { useAlphaDropout } from './noise.ts';
import { useNormalization } from './normalization.ts';
import { useOptimizers } from './optimizers.ts';
import { useOptions } from './options.ts';
import { usePenalties } from './penalties.ts';
import { useAveragePooling, useGlobalPooling } from './pooling.ts';
import { useResetAfter } from './reset-after.ts';
import { useReshape } from './reshape.ts';
import { useResizing } from './resize.ts';
import { useTrainable } from './trainable.ts';
import { useTransposedConvolution } from './transpose.ts';

/** Makes tfjs-layers compute what Keras 3 computes. May be called again. */
export function useKerasSemantics(tf: TF): void {
  // Of all engines of a process, the first does it.
  once(tf.layers.Layer.prototype, 'Keras semantics', () => patch(tf));
}

function patch(tf: TF): void {
  useMasks(tf);
  useMergedMasks(tf);
  useMaskedProducts(tf);
  useMaskedSequences(tf);
  usePenalties(tf);
  useTrainable(tf);
  useConstraints(tf);
  useNormalization(tf);
  useAlphaDropout(tf);
  useResizing(tf);
  useReshape(tf);
  useDilatedConvolutions(tf);
  useTransposedConvolution(tf);
  useChannelsFirst(tf);
  useGroups(tf);
  useGlobalPooling(tf);
  useAveragePooling(tf);
  useReLU(tf);
  usePReLU(tf);
  useNormalizedDot(tf);
  useResetAfter(tf);
  useOptimizers(tf);
  useInitializers(tf);
  useModels(tf);
  useCallsInOrder(tf);
  useOptions(tf);
}
