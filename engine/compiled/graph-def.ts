/** TensorFlow's GraphDef in the few messages that are needed (tensorflow/core/framework). */
import protobuf from 'protobufjs';

const field = (type: string, id: number) => ({ type, id });
const mapField = (type: string, id: number): protobuf.IMapField => ({ keyType: 'string', type, id });
const repeated = (type: string, id: number) => ({ rule: 'repeated', type, id });

const types: protobuf.INamespace = {
  nested: {
    Graph: { fields: { node: repeated('Node', 1), versions: field('Versions', 4) } },
    Versions: { fields: { producer: field('int32', 1) } },
    Node: {
      fields: {
        name: field('string', 1),
        op: field('string', 2),
        input: repeated('string', 3),
        attr: mapField('Attr', 5),
      },
    },
    Attr: {
      oneofs: { value: { oneof: ['list', 's', 'i', 'f', 'b', 'type', 'shape', 'tensor'] } },
      fields: {
        list: field('List', 1),
        s: field('bytes', 2),
        i: field('int64', 3),
        f: field('float', 4),
        b: field('bool', 5),
        type: field('int32', 6),
        shape: field('Shape', 7),
        tensor: field('TensorValue', 8),
      },
    },
    List: {
      fields: {
        s: repeated('bytes', 2),
        i: repeated('int64', 3),
        f: repeated('float', 4),
        b: repeated('bool', 5),
        type: repeated('int32', 6),
        shape: repeated('Shape', 7),
      },
    },
    Shape: { fields: { dim: repeated('Dim', 2) } },
    Dim: { fields: { size: field('int64', 1) } },
    TensorValue: {
      fields: { dtype: field('int32', 1), tensorShape: field('Shape', 2), tensorContent: field('bytes', 4) },
    },
  },
};
const root = protobuf.Root.fromJSON(types);

/** The version of the graph format written here; older than every TensorFlow that reads it. */
const PRODUCER = 1087;

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** `node`, `node:1` for a further output, `^node` to run it first. */
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, Attr>>;
}

export type Attr = Readonly<Record<string, unknown>>;

export const shapeOf = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size })) });

export function encodeGraph(nodes: readonly GraphNode[]): Uint8Array {
  const type = root.lookupType('Graph');
  return type.encode(type.fromObject({ node: nodes, versions: { producer: PRODUCER } })).finish();
}
