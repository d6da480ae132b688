/** Runs beside each other, as the page of `lockstep compare --open` draws them. */
export interface Comparison {
  readonly runs: readonly {
    readonly name: string;
    /** Counted from 0. */
    readonly epochs: readonly { readonly epoch: number; readonly logs: Readonly<Record<string, number>> }[];
  }[];
}
