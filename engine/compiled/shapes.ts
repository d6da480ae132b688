import { GraphBuilder } from './graph.ts';
import { withAttributes } from './op-definition.ts';
import type { TensorFlowSession } from './session.ts';
import type { Attribute, ValueType } from './trace.ts';

/** What an op gives cannot be told without the numbers that it is given. */
export class NeedsNumbers extends Error {}

interface Call {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  /** Number of its results. */
  readonly outputs: number;
}

/** A tensor as an op is given it. */
export interface Given {
  /** Equal for tensors of one type, and for short constants of the same bytes. */
  readonly key: string;
  readonly type: ValueType;
  /** Of a short constant: it may say a shape. */
  readonly bytes: Uint8Array | undefined;
}

/** Tells the types of what ops give, without running them: TensorFlow is asked once for ops that are alike. */
export class Shapes {
  /** Its graph has nothing but the ops that TensorFlow has been asked of. */
  readonly #session: TensorFlowSession;
  readonly #told = new Map<string, readonly ValueType[]>();

  constructor(session: TensorFlowSession) {
    this.#session = session;
  }

  /**
   * @param text the op and its attributes
   * @throws NeedsNumbers
   */
  of(text: string, call: Call, given: readonly Given[]): readonly ValueType[] {
    const whole = given.reduce((before, { key }) => `${before};${key}`, text);
    const types = this.#told.get(whole) ?? this.#ask(call, given);
    this.#told.set(whole, types);
    return types;
  }

  #ask({ name, attributes, outputs }: Call, given: readonly Given[]): readonly ValueType[] {
    const inputs = new Map<string, number>();
    const constants = new Map<number, Uint8Array>();
    for (const [i, { bytes }] of given.entries()) {
      if (bytes) constants.set(i, bytes);
      else inputs.set(`${i}`, i);
    }
    const types = given.map(({ type }) => type);
    const op = { name, attributes, inputs: [...given.keys()], outputs: [] };
    const trace = { types, inputs, constants, ops: [op], outputs: [] };
    const builder = new GraphBuilder();
    try {
      const whole = withAttributes(trace, (one) => this.#session.definitionOf(one));
      builder.addTrace(`${this.#told.size}`, whole, () => undefined);
      this.#session.extend(builder.nodes);
    } catch (cause) {
      // The op itself says what is wrong when it runs.
      throw new NeedsNumbers(name, { cause });
    }
    const results = this.#session.resultsOf(builder.nodes.at(-1)!.name);
    if (results.length !== outputs) throw new NeedsNumbers(name);
    return results.map(({ dtype, shape }) => {
      if (!shape || shape.includes(-1)) throw new NeedsNumbers(name);
      return { dtype, shape };
    });
  }
}
