/** What TensorFlow itself says of an op (OpDef in tensorflow/core/framework/op_def.proto), in the parts that are needed. */
import protobuf from 'protobufjs';
import { NotCompilable } from './not-compilable.ts';
import type { Attribute, Op, Trace } from './trace.ts';

/** An input or an output of an op: one tensor, or as many of one type as attribute `numberAttr` says. */
export interface Argument {
  readonly name: string;
  /** The attribute that holds its type; empty where the type is fixed. */
  readonly typeAttr: string;
  /** The attribute that holds how many tensors it is. */
  readonly numberAttr: string;
  /** The attribute that holds the types of its tensors, where they differ. */
  readonly typeListAttr: string;
}

export interface OpDefinition {
  readonly inputArg: readonly Argument[];
  readonly outputArg: readonly Argument[];
  /** `defaultValue` is null where an op must say the attribute. */
  readonly attr: readonly { readonly name: string; readonly defaultValue: object | null }[];
}

const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: 'repeated', type, id });
const root = protobuf.Root.fromJSON({
  nested: {
    OpDef: {
      fields: {
        inputArg: repeated('ArgDef', 2),
        outputArg: repeated('ArgDef', 3),
        attr: repeated('AttrDef', 4),
      },
    },
    ArgDef: {
      fields: {
        name: field('string', 1),
        typeAttr: field('string', 4),
        numberAttr: field('string', 5),
        typeListAttr: field('string', 6),
      },
    },
    AttrDef: { fields: { name: field('string', 1), defaultValue: field('Value', 3) } },
    Value: { fields: {} },
  },
});

export function decodeOpDefinition(bytes: Uint8Array): OpDefinition {
  return root.lookupType('OpDef').decode(bytes) as unknown as OpDefinition;
}

/**
 * Gives every op of a trace the attributes that its definition asks for. Op by op TensorFlow takes types and counts
 * from the tensors and tfjs need not say them, or says them wrongly; a graph wants them all. Those of the inputs
 * are taken from the inputs, whatever was said.
 * @throws NotCompilable naming an op that lacks an attribute that no tensor tells
 */
export function withAttributes(trace: Trace, definitionOf: (op: string) => OpDefinition): Trace {
  return { ...trace, ops: trace.ops.map((op) => completed(op, definitionOf(op.name), trace)) };
}

function completed(op: Op, definition: OpDefinition, { types }: Trace): Op {
  const attributes = new Map(op.attributes.map((attribute) => [attribute.name, attribute]));
  const tell = (args: readonly Argument[], values: readonly number[], put: (one: Attribute) => void) => {
    let at = 0;
    for (const [i, { typeAttr, numberAttr, typeListAttr }] of args.entries()) {
      // Where the op does not say how many, the arguments after this one are single tensors.
      const rest = values.length - at - (args.length - i - 1);
      const said = attributes.get(numberAttr || typeListAttr)?.value;
      const told = Array.isArray(said) ? said.length : (said as number | undefined);
      const count = numberAttr || typeListAttr ? (told ?? rest) : 1;
      const own = values.slice(at, at + count).map((value) => types[value]!.dtype);
      at += count;
      if (typeAttr && own.length > 0) put({ name: typeAttr, kind: 'type', value: own[0] });
      if (numberAttr) put({ name: numberAttr, kind: 'int', value: count });
      if (typeListAttr) put({ name: typeListAttr, kind: 'type', value: own });
    }
  };
  tell(definition.inputArg, op.inputs, (one) => attributes.set(one.name, one));
  tell(definition.outputArg, op.outputs, (one) => {
    if (!attributes.has(one.name)) attributes.set(one.name, one);
  });
  for (const { name, defaultValue } of definition.attr) {
    if (defaultValue === null && !attributes.has(name)) {
      throw new NotCompilable(`op ${op.name} lacks its attribute ${name}`);
    }
  }
  return { ...op, attributes: [...attributes.values()] };
}
