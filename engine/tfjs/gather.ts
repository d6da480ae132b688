import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { NativeBackend } from './binding.ts';

/**
 * tfjs-node-gpu's gather reads all indices back into JavaScript to check their range, which no compiled
 * step can do. TensorFlow's own op checks the range itself on a CPU.
 */
export function useNativeGather(tf: TF): void {
  tf.unregisterKernel('GatherV2', 'tensorflow');
  tf.registerKernel({
    kernelName: 'GatherV2',
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, indices } = inputs as { x: Tensor; indices: Tensor };
      const { axis, batchDims } = attrs as NamedAttrMap & { axis: number; batchDims: number };
      const native = backend as NativeBackend;
      const { TF_ATTR_INT, TF_ATTR_TYPE } = native.binding;
      const type = (name: string, value: number) => ({ name, type: TF_ATTR_TYPE, value });
      const dtype = (tensor: Tensor) => native.getDTypeInteger(tensor.dtype);
      const attributes = [
        { name: 'batch_dims', type: TF_ATTR_INT, value: batchDims },
        type('Tparams', dtype(x)),
        type('Tindices', dtype(indices)),
        type('Taxis', native.getDTypeInteger('int32')),
      ];
      const axisTensor = tf.scalar(axis, 'int32');
      const result = native.executeSingleOutput('GatherV2', attributes, [x, indices, axisTensor]);
      axisTensor.dispose();
      return result;
    },
  });
}
