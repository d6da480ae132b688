/** What a run draws, as the live page and the report show it. */

export interface Drawings {
  readonly confusion?: Confusion;
  readonly pictures: readonly PictureSeries[];
}

export interface Confusion {
  readonly classes: readonly string[];
  /** `counts[truth][said]`. */
  readonly counts: readonly (readonly number[])[];
}

/** A picture of one name, as it was after some epochs. */
export interface PictureSeries {
  readonly name: string;
  /** In their order; `epoch` is 0 for one that belongs to none. */
  readonly shots: readonly { readonly epoch: number; readonly url: string }[];
}
