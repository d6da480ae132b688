export interface Instruction {
  readonly keyword: string;
  readonly rest: string;
}
type Stages = ReadonlyMap<string, readonly Instruction[]>;

export function stagesOf(text: string): Stages;
export function baseOf(stages: Stages, name: string): string;
export function lineage(stages: Stages, name: string): readonly Instruction[];
export function environmentOf(instructions: readonly Instruction[]): Record<string, string>;
