import { type Attr, type GraphNode, shapeOf } from './graph-def.ts';
import type { GraphInput } from './session.ts';
import type { Attribute, Trace, ValueType } from './trace.ts';

/** Names of a traced computation within the graph: what to feed and what to fetch. */
export interface GraphFunction {
  /** Inputs that do not live in the graph, in the order of the trace. */
  readonly feeds: readonly GraphInput[];
  /** One an output. */
  readonly fetches: readonly string[];
  /** Nodes of other graphs that it refers to. */
  readonly known: readonly string[];
}

/** Collects the nodes of several computations over the same resident variables. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];

  add(
    name: string,
    op: string,
    input: readonly string[] = [],
    attr: Readonly<Record<string, Attr>> = {},
  ): string {
    this.nodes.push({ name, op, input, attr });
    return name;
  }

  placeholder(name: string, { dtype, shape }: ValueType): string {
    return this.add(name, 'Placeholder', [], { dtype: { type: dtype }, shape: { shape: shapeOf(shape) } });
  }

  constant(name: string, { dtype, shape }: ValueType, bytes: Uint8Array): string {
    const tensor = { dtype, tensorShape: shapeOf(shape), tensorContent: bytes };
    return this.add(name, 'Const', [], { dtype: { type: dtype }, value: { tensor } });
  }

  /**
   * Adds a traced computation.
   * @param resident what stands for an input that lives in the graph; other inputs become placeholders
   */
  addTrace(prefix: string, trace: Trace, resident: (input: string) => string | undefined): GraphFunction {
    const names = new Map<number, string>();
    const feeds: GraphInput[] = [];
    const known: string[] = [];
    for (const [input, value] of trace.inputs) {
      const elsewhere = resident(input);
      if (elsewhere) known.push(elsewhere);
      else
        feeds.push({
          name: this.placeholder(`${prefix}/${input}`, trace.types[value]!),
          ...trace.types[value]!,
        });
      names.set(value, elsewhere ?? `${prefix}/${input}`);
    }
    for (const [value, bytes] of trace.constants) {
      names.set(value, this.constant(`${prefix}/const${value}`, trace.types[value]!, bytes));
    }
    for (const [i, op] of trace.ops.entries()) {
      const inputs = op.inputs.map((value) => names.get(value)!);
      const attr = Object.fromEntries(op.attributes.map((attribute) => [attribute.name, attrOf(attribute)]));
      const node = this.add(`${prefix}/${op.name}${i}`, op.name, inputs, attr);
      for (const [k, value] of op.outputs.entries()) names.set(value, k === 0 ? node : `${node}:${k}`);
    }
    return { feeds, fetches: trace.outputs.map((value) => names.get(value)!), known };
  }
}

const FIELDS = { string: 's', int: 'i', float: 'f', bool: 'b', type: 'type', shape: 'shape' } as const;

function attrOf({ kind, value }: Attribute): Attr {
  const encode = (one: unknown) => (kind === 'string' ? Buffer.from(String(one)) : one);
  if (kind === 'shape') return { shape: shapeOf(value as number[]) };
  if (Array.isArray(value)) return { list: { [FIELDS[kind]]: value.map(encode) } };
  return { [FIELDS[kind]]: encode(value) };
}
