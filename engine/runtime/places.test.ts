import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { placeOf } from './places.ts';

test('TensorFlow finds CUDA by the run path that its wheel has', () => {
  const tensorflow = placeOf('cuda', 'tensorflow/libtensorflow_framework.so.2')!;
  const looksIn = posix.join(posix.dirname(tensorflow), '../nvidia/cuda_runtime/lib');
  for (const path of ['nvidia/cuda_runtime/lib/libcudart.so.12', 'nvidia/cusolver/lib/libcusolver.so.11']) {
    expect(posix.dirname(placeOf('cuda', path)!)).toBe(looksIn);
  }
});

test('what needs no CUDA takes none, and headers lie apart from libraries', () => {
  expect(placeOf('cpu', 'tensorflow/libtensorflow_cc.so.2')).toBe('libtensorflow_cc.so.2');
  expect(placeOf('cpu', 'nvidia/nccl/lib/libnccl.so.2')).toBeUndefined();
  expect(placeOf('cuda', 'tensorflow/include/tensorflow/c/c_api.h')).toBe('include/tensorflow/c/c_api.h');
  expect(placeOf('cuda', 'tensorflow/python/_pywrap.so')).toBeUndefined();
  expect(placeOf('cuda', 'nvidia/cublas/include/cublas.h')).toBeUndefined();
});
