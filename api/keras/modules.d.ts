// What importing a file that Keras has saved gives a job. Ambient: this file must stay without imports.

declare module '*.keras' {
  const model: ReturnType<typeof import('./model.ts').kerasModel>;
  export default model;
}

declare module '*.h5' {
  const model: ReturnType<typeof import('./model.ts').kerasModel>;
  export default model;
}

// The model of a run, and what was learned of the data that it was trained on.
declare module '*/model.json' {
  const model: ReturnType<typeof import('./model.ts').kerasModel>;
  export default model;
  export const learned: import('../prepared.ts').Prepared | undefined;
}
