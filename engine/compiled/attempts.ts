const OP_BY_OP = 'op by op';

/** The compiled computations, and the names of those that cannot be compiled. */
export class Attempts<Compiled> {
  readonly #known = new Map<string, Compiled | typeof OP_BY_OP>();

  /** All computations of this name run op by op from now on. */
  giveUp(name: string): void {
    this.#known.set(name, OP_BY_OP);
  }

  /**
   * Runs a computation: compiled, or op by op if compiling it or its first compiled run fails. An error of the run op by
   * op is the job's own, and is thrown.
   * @param name of the computations that fall back together
   * @param key of this one, for its batch size
   * @param compiled is told whether this is its first run
   * @param again whether the computation can still be begun again
   */
  run<T>(
    name: string,
    key: string,
    compile: () => Compiled,
    compiled: (ready: Compiled, first: boolean) => T,
    eager: () => T,
    again = () => true,
  ): T {
    const known = this.#known.get(name) ?? this.#known.get(key);
    if (known === OP_BY_OP) return eager();
    if (known !== undefined) return compiled(known, false);
    try {
      const ready = compile();
      const result = compiled(ready, true);
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
