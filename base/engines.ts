/**
 * Choices of `--engine`. `tensorflow` compiles steps, `eager` is TensorFlow op by op, `wasm` and `cpu` need no native
 * code; `auto` takes the best that is there.
 */
export const ENGINES = ['auto', 'tensorflow', 'eager', 'wasm', 'cpu'] as const;

export type EngineChoice = (typeof ENGINES)[number];
