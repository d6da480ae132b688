// What importing a file that Keras has saved gives a job. Ambient: this file must stay without imports.

declare module '*.keras' {
  const model: ReturnType<typeof import('./model.ts').kerasModel>;
  export default model;
}

declare module '*.h5' {
  const model: ReturnType<typeof import('./model.ts').kerasModel>;
  export default model;
}
