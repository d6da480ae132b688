/**
 * What can be asked to compute: TensorFlow (`eager`: op by op, where a compiled step is not wanted) or pure
 * JavaScript; `auto` takes the best there is.
 */
export const ENGINES = ['auto', 'tensorflow', 'eager', 'wasm', 'cpu'] as const;

export type EngineChoice = (typeof ENGINES)[number];
