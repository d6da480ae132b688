import type { DataId, DataType, KernelBackend, Tensor } from '@tensorflow/tfjs';

/** What tfjs-node-gpu's native binding offers (tfjs_binding.d.ts). Tensors are known by numbers. */
export interface Binding {
  createTensor(shape: readonly number[], dtype: number, values: unknown): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): TensorMetadata[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: number[], inputNames: string, outputNames: string): TensorMetadata[];
  readonly TF_INT64: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
}

export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The parts of tfjs-node-gpu's backend that a recorder needs, some of them private there. */
export interface NativeBackend extends KernelBackend {
  binding: Binding;
  getDTypeInteger(dtype: DataType): number;
  /** What it knows of a tensor; `values` until it has handed them over to TensorFlow. */
  readonly tensorMap: { get(dataId: DataId): TensorMetadata & { readonly values: unknown } };
  getInputTensorIds(tensors: readonly { dataId: DataId }[]): number[];
  createOutputTensor(metadata: TensorMetadata): Tensor;
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: readonly Tensor[]): Tensor;
}
