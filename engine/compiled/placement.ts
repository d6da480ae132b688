/** Where TensorFlow placed a graph: RunMetadata (tensorflow/core/protobuf/config.proto) in the part that is needed. */
import protobuf from 'protobufjs';

export interface PlacedNode {
  readonly name: string;
  readonly op: string;
  /** `/job:localhost/replica:0/task:0/device:GPU:0` */
  readonly device: string;
}

export type OnPlacement = (nodes: readonly PlacedNode[]) => void;

const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: 'repeated', type, id });
const root = protobuf.Root.fromJSON({
  nested: {
    Metadata: { fields: { partitionGraphs: repeated('Graph', 3) } },
    Graph: { fields: { node: repeated('Node', 1) } },
    Node: { fields: { name: field('string', 1), op: field('string', 2), device: field('string', 4) } },
  },
});

/** The nodes that ran, with what TensorFlow added to send values from one device to another. */
export function decodePlacement(metadata: Uint8Array): PlacedNode[] {
  const decoded = root.lookupType('Metadata').decode(metadata) as unknown as {
    partitionGraphs: readonly { node: readonly PlacedNode[] }[];
  };
  return decoded.partitionGraphs.flatMap(({ node }) => node);
}
