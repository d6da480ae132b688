/**
 * An engine whose arithmetic is exact: all numbers are small integers, so that any order of summing gives the
 * same bits. Its weights tell what was done to them: how often each sample was counted by each update, and a
 * number that comes out different when a step is left out, done twice, or done in another order.
 */
import type { Batch } from '../../api/data.ts';
import type {
  ComputeTimes,
  Engine,
  EngineState,
  RankSum,
  StateTensor,
  StepRequest,
} from '../../engine/engine.ts';

export const SAMPLES = 20;
const MODULUS = 65_521;

export interface EngineOptions {
  readonly updates: number;
  /** A sample whose gradient is not finite once it has been counted. */
  readonly poison: number | undefined;
  /** The gradient needs sums over all ranks on its way, as synchronized batch normalization does. */
  readonly synchronized?: boolean;
  /** The gradient comes in slices, each told of before the next is computed. */
  readonly sliced?: boolean;
  /** The weights do not depend on the learning rate: it comes to stand in a slot alone. */
  readonly rateless?: boolean;
  /** Takes as long as the device does. */
  readonly work: (ms: number) => Promise<void>;
  /** Called when the state has changed. */
  readonly onChange: () => void;
}

interface Update {
  /** Times that each sample was counted. */
  readonly counts: Float32Array;
  /** [value, remainder]: the first the same whatever the world size; the second as rounding errors are. */
  readonly values: Float32Array;
  readonly momentum: Float32Array;
  /** Comes out different where a step was taken at another learning rate. */
  readonly rates: Float32Array;
  readonly slots: readonly [Float32Array, Float32Array];
}

/** The flat buffer: counts, gradient, remainder | statistic | check | loss, samples */
const LAYOUT = { gradients: SAMPLES + 2, statistics: 1, totals: 2 };
const AT = { gradient: SAMPLES, remainder: SAMPLES + 1, statistic: SAMPLES + 2, check: SAMPLES + 3 };
const LENGTH = SAMPLES + 6;
/** The last of them ends the computation. */
const SLICES = [
  { start: AT.gradient, end: LAYOUT.gradients },
  { start: 7, end: AT.gradient },
  { start: 0, end: 7 },
];

export class ExactEngine implements Engine {
  readonly info = { backend: 'exact', mode: 'eager', device: 'none', scalesLoss: false } as const;
  readonly parameterCount = SAMPLES + 2;
  readonly evaluation = ['loss', 'samples'];
  readonly predicts = false;
  readonly updates;
  readonly #options: EngineOptions;
  readonly #all: readonly Update[];
  readonly #statistic = new Float32Array(1);
  readonly #applied = new Float32Array(1);

  constructor(options: EngineOptions) {
    this.#options = options;
    this.updates = Array.from({ length: options.updates }, (_, i) => ({
      ...LAYOUT,
      rankSums: options.synchronized ? 2 : 0,
      slices: options.sliced ? SLICES : [{ start: 0, end: LAYOUT.gradients }],
      name: `update-${i}`,
      totals: i === options.updates - 1 ? ['loss', 'samples'] : [`u${i}_loss`, `u${i}_samples`],
      learningRate: 1,
    }));
    this.#all = this.updates.map(() => ({
      counts: new Float32Array(SAMPLES),
      values: new Float32Array(2),
      momentum: new Float32Array(1),
      rates: new Float32Array(1),
      slots: [new Float32Array(LENGTH), new Float32Array(LENGTH)],
    }));
  }

  /** Updates applied so far. */
  get updatesDone(): number {
    return this.#applied[0]!;
  }

  /** The state that every world size has after as many updates. */
  get exactState(): string {
    const parts = this.#all.map(({ counts, values, momentum }) => [...counts, values[0], ...momentum].join());
    return [...parts, this.#statistic[0], this.updatesDone].join(' ');
  }

  /** The state that every run has whose shares are summed in the same order. */
  get wholeState(): string {
    return `${this.exactState} ${this.#all.map(({ values }) => values[1]).join()}`;
  }

  /** All of it: equal on ranks that have walked together. */
  get commonState(): string {
    return `${this.wholeState} ${this.#all.map(({ rates }) => rates[0]).join()}`;
  }

  get counts(): readonly Float32Array[] {
    return this.#all.map(({ counts }) => counts);
  }

  flat(update: number, parity: number): Float32Array {
    return this.#all[update]!.slots[parity as 0 | 1];
  }

  async compute(
    request: StepRequest,
    sum?: RankSum,
    onSlice?: (slice: number) => void,
  ): Promise<ComputeTimes> {
    const begun = performance.now();
    await this.#options.work(8);
    const common = this.#options.synchronized ? await this.#sumsOver(request.batch, sum) : 0;
    const computed = this.#gradientOf(request, common);
    const flat = this.flat(request.update, request.parity);
    const { slices } = this.updates[request.update]!;
    for (const [number, { start, end }] of slices.slice(0, -1).entries()) {
      // From when it is told of, a slice is the trainer's.
      flat.set(computed.subarray(start, end), start);
      onSlice?.(number);
      await this.#options.work(6);
    }
    const { start, end } = slices.at(-1)!;
    flat.set(computed.subarray(start, end), start);
    flat.set(computed.subarray(LAYOUT.gradients), LAYOUT.gradients);
    return { ms: performance.now() - begun, summedMs: 0 };
  }

  #gradientOf({ update, batch, weight }: StepRequest, common: number): Float32Array {
    const { counts, values } = this.#all[update]!;
    const flat = new Float32Array(LENGTH);
    const ids = batch.inputs[0]!;
    const unit = batch.size > 0 ? weight / batch.size : 0;
    let total = 0;
    for (const id of ids) {
      total += id;
      flat[id]! += unit;
      flat[AT.gradient]! += unit * ((id * 7 + values[0]! * 3 + this.#all[0]!.values[0]! + common) % 61);
      flat[AT.statistic]! += unit * id;
      flat[AT.check + 1]! += (id + values[0]!) % 13;
      if (id === this.#options.poison && counts[id] === 1) flat[AT.check] = 1;
    }
    // Depends on how the batch was cut, as the rounding of floats does.
    flat[AT.remainder] = unit * ((total * total) % 97);
    flat[LENGTH - 1] = batch.size;
    return flat;
  }

  /** A number that depends on every sample of the global batch, in two sums of which the second needs the first. */
  async #sumsOver({ inputs }: Batch, sum: RankSum = async () => {}): Promise<number> {
    const ids = [...inputs[0]!];
    const first = Float32Array.of(
      ids.reduce((all, id) => all + id, 0),
      ids.length,
    );
    await sum(first);
    await this.#options.work(2);
    const second = Float32Array.of(ids.reduce((all, id) => all + ((id * first[0]!) % 89), 0));
    await sum(second);
    return (first[0]! * 3 + first[1]! + second[0]!) % MODULUS;
  }

  async apply(update: number, parity: number, learningRate: number): Promise<void> {
    await this.#options.work(1);
    const { counts, values, momentum, rates } = this.#all[update]!;
    const rate = this.#options.rateless ? 1 : learningRate;
    rates[0] = (rates[0]! * 3 + learningRate * 1_024) % MODULUS;
    const flat = this.flat(update, parity);
    const samples = flat[LENGTH - 1]!;
    for (let i = 0; i < SAMPLES; i++) counts[i]! += flat[i]! * samples;
    const gradient = flat[AT.gradient]! * samples;
    momentum[0] = (momentum[0]! * 3 + gradient) % MODULUS;
    values[0] = (values[0]! * 5 + momentum[0]! + gradient * rate * 16) % MODULUS;
    values[1] = (values[1]! * 3 + flat[AT.remainder]! * samples) % MODULUS;
    this.#statistic[0] = flat[AT.statistic]! * samples;
    this.#applied[0]!++;
    this.#options.onChange();
  }

  async evaluate(batch: Batch): Promise<Float32Array> {
    await this.#options.work(2);
    const value = this.#all.reduce((sum, { values }) => sum + values[0]!, 0);
    const losses = [...batch.inputs[0]!].map((id) => (id + value) % 17);
    return Float32Array.of(
      losses.reduce((sum, loss) => sum + loss, 0),
      batch.size,
    );
  }

  async predict(): Promise<Float32Array[]> {
    return [];
  }

  async pictures(): Promise<readonly []> {
    return [];
  }

  async readState(): Promise<EngineState> {
    await this.#options.work(1);
    return { tensors: this.#tensors().map((tensor) => ({ ...tensor, values: tensor.values.slice() })) };
  }

  async writeState({ tensors }: EngineState): Promise<void> {
    await this.#options.work(1);
    const mine = new Map(this.#tensors().map((tensor) => [tensor.name, tensor.values]));
    for (const { name, values } of tensors) mine.get(name)!.set(values);
    // Weights alone are the best ones, put in the place of the last: a model, and no state to train on from.
    if (tensors.length === mine.size) this.#options.onChange();
  }

  async exportModel() {
    return { json: '{}', weights: new Uint8Array(4) };
  }

  async close(): Promise<void> {}

  #tensors(): StateTensor[] {
    const tensor = (name: string, kind: StateTensor['kind'], values: Float32Array): StateTensor => ({
      name,
      kind,
      shape: [values.length],
      values,
    });
    return [
      ...this.#all.flatMap(({ counts, values, momentum, rates }, i) => [
        tensor(`counts-${i}`, 'weight', counts),
        tensor(`values-${i}`, 'weight', values),
        tensor(`momentum-${i}`, 'slot', momentum),
        tensor(`rates-${i}`, 'slot', rates),
      ]),
      tensor('statistic', 'weight', this.#statistic),
      tensor('applied', 'counter', this.#applied),
    ];
  }
}
