import { createRequire } from 'node:module';
import type { Ring } from '../bell.ts';
import { addonPath, type Runtime } from '../runtime/layout.ts';
import { encodeGraph, type GraphNode } from './graph-def.ts';
import { decodeOpDefinition, type OpDefinition } from './op-definition.ts';
import { decodePlacement, type OnPlacement } from './placement.ts';
import type { ValueType } from './trace.ts';

/** What the addon offers; native/tensorflow/session.cc has the contract. */
interface Native {
  open(): object;
  extend(session: object, graph: Uint8Array, known: readonly string[]): void;
  prepare(
    session: object,
    feeds: readonly GraphInput[],
    fetches: readonly string[],
    targets: readonly string[],
    borrow: boolean,
    delivery: string,
  ): object;
  run(
    call: object,
    feeds: readonly Numbers[],
    outputs: readonly Numbers[],
    told: { metadata?: Uint8Array } | undefined,
    bell: number,
    number: number,
  ): number;
  results(session: object, node: string): readonly NodeResult[];
  definition(session: object, op: string): Uint8Array;
  alignment(array: Uint8Array): number;
}

export type Numbers = Float32Array | Int32Array;

/** What a node gives; -1 stands for a length that only numbers say, and no shape where not even how many is known. */
export interface NodeResult {
  readonly dtype: number;
  readonly shape?: readonly number[];
}

export interface GraphInput extends ValueType {
  readonly name: string;
}

export interface CallSpec {
  readonly feeds?: readonly GraphInput[];
  /** Nodes whose values come back; '' for one that a target delivers. */
  readonly fetches?: readonly string[];
  /** Nodes that run for their effects. */
  readonly targets?: readonly string[];
  /** Copies the fed arrays: needed where a variable of the session keeps them. */
  readonly copy?: boolean;
  /** The node that says where to deliver, for the ops that do (native/tensorflow/deliver.h). */
  readonly delivery?: string;
}

/**
 * A prepared call. It writes what it fetches into `outputs`, and returns how many of them, from the first on, hold only
 * finite numbers, which costs nothing extra while they are copied. `ring` is told what is delivered before its end.
 */
export type Call = (feeds: readonly Numbers[], outputs: readonly Numbers[], ring?: Ring) => number;

/** Nobody is told. */
const SILENT: Ring = { bell: 0, number: 0 };

const require = createRequire(import.meta.url);

/** A TensorFlow session whose graph can grow while its variables keep their values. */
export class TensorFlowSession {
  readonly #native: Native;
  readonly #session: object;
  readonly #definitions = new Map<string, OpDefinition>();
  readonly #onPlacement: OnPlacement | undefined;
  /** Whether it has no GPU. */
  readonly onCpu: boolean;

  /** @param onPlacement is told where the nodes of each call were placed, once it has run for the first time */
  constructor({ folder, manifest }: Runtime, onPlacement?: OnPlacement) {
    this.onCpu = manifest.flavor === 'cpu';
    this.#onPlacement = onPlacement;
    this.#native = require(addonPath(folder, 'session')) as Native;
    this.#session = this.#native.open();
  }

  /** @param known nodes of earlier graphs that these refer to */
  extend(nodes: readonly GraphNode[], known: readonly string[] = []): void {
    this.#native.extend(this.#session, encodeGraph(nodes), known);
  }

  prepare({ feeds = [], fetches = [], targets = [], copy = false, delivery = '' }: CallSpec): Call {
    const call = this.#native.prepare(this.#session, feeds, fetches, targets, !copy, delivery);
    let onPlacement = this.#onPlacement;
    return (values, outputs, { bell, number } = SILENT) => {
      if (!onPlacement) return this.#native.run(call, values, outputs, undefined, bell, number);
      const told: { metadata?: Uint8Array } = {};
      const finite = this.#native.run(call, values, outputs, told, bell, number);
      onPlacement(decodePlacement(told.metadata!));
      onPlacement = undefined;
      return finite;
    };
  }

  /** What a node of the graph gives, by its definition: nothing runs. */
  resultsOf(node: string): readonly NodeResult[] {
    return this.#native.results(this.#session, node);
  }

  /** What TensorFlow says of an op. */
  definitionOf(op: string): OpDefinition {
    const known = this.#definitions.get(op);
    if (known) return known;
    const definition = decodeOpDefinition(this.#native.definition(this.#session, op));
    this.#definitions.set(op, definition);
    return definition;
  }

  /** Shared memory for float32 numbers that TensorFlow can read in place. */
  allocate(length: number): Float32Array {
    const spare = new SharedArrayBuffer(4 * length + 64);
    const offset = (64 - this.#native.alignment(new Uint8Array(spare))) % 64;
    return new Float32Array(spare, offset, length);
  }
}
