/** A row of the table in docs/reliability.md. */
export interface Row {
  /** What was done to the run; unique in the table. */
  readonly fault: string;
  /** What has to be shown. */
  readonly shown: string;
  /** What came of it, with figures. */
  readonly result: string;
  /** Whether the result is what had to be shown. */
  readonly holds: boolean;
}

/** What a scenario may use; its folder is removed afterwards. */
export interface Context {
  readonly folder: string;
  /** How often to repeat what wants `full` repetitions: fewer in a short run, at least one. */
  repetitions(full: number): number;
  /** Tells whoever watches how far it is. */
  say(text: string): void;
}

/** One kind of fault, done to real processes; the name of its file is its name on the command line. */
export type Scenario = (context: Context) => Promise<readonly Row[]>;
