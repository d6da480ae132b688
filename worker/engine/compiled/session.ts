import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Binding, TensorMetadata } from './binding.ts';
import { encodeSavedModel, type GraphNode } from './saved-model.ts';

/** A call of the session, prepared: what is fed, in order, and what is fetched. */
export interface PreparedCall {
  readonly feeds: string;
  readonly fetches: string;
}

/** A graph loaded into a TensorFlow session of its own. */
export class GraphSession {
  readonly #binding: Binding;
  readonly #id: number;

  constructor(binding: Binding, nodes: readonly GraphNode[]) {
    this.#binding = binding;
    // The binding loads from a folder only.
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(nodes));
      this.#id = binding.loadSavedModel(folder, 'serve');
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  static prepare(feeds: readonly string[], fetches: readonly string[]): PreparedCall {
    const list = (names: readonly string[]) =>
      names.map((name) => (name.includes(':') ? name : `${name}:0`)).join();
    return { feeds: list(feeds), fetches: list(fetches) };
  }

  /** Tensors are the binding's numbers; those fed stay the caller's, those returned become it. */
  run({ feeds, fetches }: PreparedCall, inputs: number[]): TensorMetadata[] {
    return this.#binding.runSavedModel(this.#id, inputs, feeds, fetches);
  }

  close(): void {
    this.#binding.deleteSavedModel(this.#id);
  }
}
