/** What a project can begin with: the kind of its data, or a model of Keras's. */
export const TEMPLATES = ['csv', 'images', 'text', 'keras'] as const;
export type Template = (typeof TEMPLATES)[number];
