import { type Batch, type DataSource, type Feature, featuresOf } from '../api/data.ts';
import { LockstepError } from '../base/errors.ts';
import { columnWidth } from './records.ts';

type Numbers = Float32Array | Int32Array;

/** Overwrites released memory with NaN, so that a test finds a reader that has released it too early. */
const POISONS = process.env.LOCKSTEP_POISON_BUFFERS === '1';

/** A batch whose memory is reused once all its holders have released it. */
export class HeldBatch {
  readonly batch: Batch;
  readonly #onFree: () => void;
  #holders = 1;

  constructor(batch: Batch, onFree: () => void) {
    this.batch = batch;
    this.#onFree = onFree;
  }

  /** Adds a holder. */
  hold(): this {
    this.#expectHeld();
    this.#holders++;
    return this;
  }

  /** Removes a holder, which must not read the batch after that. */
  release(): void {
    this.#expectHeld();
    this.#holders--;
    if (this.#holders === 0) this.#onFree();
  }

  #expectHeld(): void {
    if (this.#holders === 0) throw new LockstepError('INTERNAL', 'a batch was used after its release');
  }
}

/** Memory for a few batches of up to `capacity` samples: one array for each feature, shared between threads. */
export class BatchPool {
  readonly #features: readonly Feature[];
  readonly #inputs: number;
  readonly #targets: number;
  readonly #free: (readonly Numbers[])[];
  readonly #poisons: boolean;

  constructor(
    source: Pick<DataSource, 'inputs' | 'targets' | 'weights'>,
    capacity: number,
    batches: number,
    poisons = POISONS,
  ) {
    const features = featuresOf(source);
    this.#features = features;
    this.#inputs = source.inputs.length;
    this.#targets = source.targets.length;
    this.#poisons = poisons;
    this.#free = Array.from({ length: batches }, () =>
      features.map((feature) => allocate(feature, capacity)),
    );
  }

  /**
   * A batch of `size` samples, filled by `fill`, array by array.
   * @throws what `fill` throws, LockstepError INTERNAL when all memory is held
   */
  take(size: number, fill: (array: Numbers, feature: number) => void): HeldBatch {
    const memory = this.#free.pop();
    if (!memory) throw new LockstepError('INTERNAL', 'a batch is asked for while all earlier ones are held');
    try {
      for (const [f, array] of memory.entries()) fill(array, f);
    } catch (error) {
      this.#free.push(memory);
      throw error;
    }
    const arrays = memory.map((array, f) => array.subarray(0, size * columnWidth(this.#features[f]!)));
    const [targets, weights] = [this.#inputs, this.#inputs + this.#targets];
    const batch = {
      size,
      inputs: arrays.slice(0, targets),
      targets: arrays.slice(targets, weights),
      ...(arrays.length > weights && { weights: arrays.slice(weights) }),
    };
    return new HeldBatch(batch, () => {
      if (this.#poisons) for (const array of memory) poison(array);
      this.#free.push(memory);
    });
  }
}

function allocate({ shape, encoding }: Feature, capacity: number): Numbers {
  const buffer = new SharedArrayBuffer(4 * capacity * columnWidth({ shape }));
  return encoding.kind === 'ids' ? new Int32Array(buffer) : new Float32Array(buffer);
}

function poison(array: Numbers): void {
  array.fill(array instanceof Float32Array ? Number.NaN : -(2 ** 31));
}
