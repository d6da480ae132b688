const OP_BY_OP = 'op by op';

/** What is compiled, and what turned out not to be compilable. */
export class Attempts<Compiled> {
  readonly #known = new Map<string, Compiled | typeof OP_BY_OP>();

  /** All computations of this name run op by op from now on. */
  giveUp(name: string): void {
    this.#known.set(name, OP_BY_OP);
  }

  /**
   * Runs a computation, compiled; or op by op, where it turns out that it cannot be, while it is compiled or when it
   * runs for the first time. What fails op by op too is the job's own fault, and fails.
   * @param key of the computation among those of its name
   * @param again whether it can still be done from the beginning
   */
  run<T>(
    name: string,
    key: string,
    compile: () => Compiled,
    compiled: (ready: Compiled) => T,
    eager: () => T,
    again = () => true,
  ): T {
    const known = this.#known.get(name) ?? this.#known.get(key);
    if (known === OP_BY_OP) return eager();
    if (known !== undefined) return compiled(known);
    try {
      const ready = compile();
      const result = compiled(ready);
      this.#known.set(key, ready);
      return result;
    } catch (error) {
      if (!again()) throw error;
      const result = eager();
      this.giveUp(name);
      process.emitWarning(
        `Lockstep: ${name} runs op by op from here on, because ${(error as Error).message}`,
      );
      return result;
    }
  }
}
