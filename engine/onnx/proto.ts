/** ONNX's ModelProto in the few messages that are needed (onnx/onnx.proto, IR version 8). */
import protobuf from 'protobufjs';

const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: 'repeated', type, id });

const types: protobuf.INamespace = {
  nested: {
    Model: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        producerVersion: field('string', 3),
        graph: field('Graph', 7),
        opsetImport: repeated('OperatorSet', 8),
        metadataProps: repeated('Entry', 14),
      },
    },
    OperatorSet: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    Entry: { fields: { key: field('string', 1), value: field('string', 2) } },
    Graph: {
      fields: {
        node: repeated('Node', 1),
        name: field('string', 2),
        initializer: repeated('Tensor', 5),
        input: repeated('ValueInfo', 11),
        output: repeated('ValueInfo', 12),
      },
    },
    Node: {
      fields: {
        input: repeated('string', 1),
        output: repeated('string', 2),
        name: field('string', 3),
        opType: field('string', 4),
        attribute: repeated('Attribute', 5),
      },
    },
    Attribute: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        s: field('bytes', 4),
        ints: repeated('int64', 8),
        type: field('int32', 20),
      },
    },
    Tensor: {
      fields: {
        dims: repeated('int64', 1),
        dataType: field('int32', 2),
        name: field('string', 8),
        rawData: field('bytes', 9),
      },
    },
    ValueInfo: { fields: { name: field('string', 1), type: field('Type', 2) } },
    Type: { fields: { tensorType: field('TensorType', 1) } },
    TensorType: { fields: { elemType: field('int32', 1), shape: field('Shape', 2) } },
    Shape: { fields: { dim: repeated('Dim', 1) } },
    Dim: { fields: { dimValue: field('int64', 1), dimParam: field('string', 2) } },
  },
};
const root = protobuf.Root.fromJSON(types);

const IR_VERSION = 8;
export const OPSET = 18;

/** Numbers of TensorProto.DataType. */
export const DATA_TYPES = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
export type DataType = keyof typeof DATA_TYPES;

/** Numbers of AttributeProto.AttributeType. */
const [FLOAT, INT, STRING, INTS] = [1, 2, 3, 7];

/** A float among the attributes of a node; a plain number is an int. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}
export type Attribute = number | readonly number[] | string | Float;

export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  /** An empty name stands for an optional input that is left out. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly number[];
  /** Little-endian. */
  readonly bytes: Uint8Array;
}

/** An input or output; a dimension by name has any length. */
export interface OnnxValue {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly name: string;
  readonly producerVersion: string;
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

export function encodeOnnx(model: OnnxModel): Uint8Array {
  const type = root.lookupType('Model');
  const message = type.fromObject({
    irVersion: IR_VERSION,
    producerName: 'lockstep',
    producerVersion: model.producerVersion,
    opsetImport: [{ domain: '', version: OPSET }],
    metadataProps: Object.entries(model.metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: model.name,
      node: model.nodes.map(({ attributes, ...node }) => ({
        ...node,
        attribute: Object.entries(attributes).map(([name, value]) => ({ name, ...attributeOf(value) })),
      })),
      initializer: model.tensors.map(({ name, type, shape, bytes }) => ({
        ...{ name, dims: shape, dataType: DATA_TYPES[type], rawData: bytes },
      })),
      input: model.inputs.map(valueInfo),
      output: model.outputs.map(valueInfo),
    },
  });
  return type.encode(message).finish();
}

function attributeOf(value: Attribute): object {
  if (value instanceof Float) return { f: value.value, type: FLOAT };
  if (typeof value === 'number') return { i: value, type: INT };
  if (typeof value === 'string') return { s: Buffer.from(value), type: STRING };
  return { ints: value, type: INTS };
}

function valueInfo({ name, type, shape }: OnnxValue): object {
  const dim = shape.map((side) => (typeof side === 'number' ? { dimValue: side } : { dimParam: side }));
  return { name, type: { tensorType: { elemType: DATA_TYPES[type], shape: { dim } } } };
}
