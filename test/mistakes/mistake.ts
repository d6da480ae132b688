/** Fields of a sound job that are given anew, the code that it ends with, and words of the error. */
export type Mistake = readonly [fields: string, code: string, words: RegExp];
