/** What one row of a benchmark compares, and what came of it. */
export interface Row {
  readonly what: string;
  readonly size: number;
  readonly workers: number;
  readonly rounds: number;
  /** Ours first. */
  readonly contenders: readonly Contender[];
  /** Milliseconds of a step of ours. */
  readonly phases?: Readonly<Record<string, number>> | undefined;
}

export interface Contender {
  readonly name: string;
  /** Median over the rounds of a round's median step, milliseconds; null where it could not be had. */
  readonly ms: number | null;
  /** Most memory that one of its processes held. */
  readonly memoryMb?: number | undefined;
  /** Why it could not be had. */
  readonly absent?: string | undefined;
}
