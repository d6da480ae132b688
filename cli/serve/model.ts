/** A trained model that answers in the words of its data. */
import * as z from 'zod';
import { sizeOf } from '../../base/arrays.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ModelFacts } from '../../proto/serving.ts';
import { chancesOf } from '../input/chances.ts';
import { encodedNumbers, type InputContext, samplesFrom, takesImages } from '../input/predict-input.ts';
import { type Writer, writerIfAny } from '../input/writer.ts';
import type { SavedModel } from '../saved-model.ts';

/** One sample: the numbers of each input, encoded. */
export type Question = readonly (Float32Array | Int32Array)[];

export interface Answer {
  /** Numbers of each output, by the name of its target. */
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  /** The likeliest class, and all of them with their chances, where the model tells classes apart. */
  readonly class?: string;
  readonly probabilities?: Readonly<Record<string, number>>;
}

type Numbers = number | readonly Numbers[];
const Numbers: z.ZodType<Numbers> = z.lazy(() => z.union([z.number(), z.array(Numbers)]));
const Picture = z.strictObject({ b64: z.string() });
const flat = (value: Numbers): number[] => (typeof value === 'number' ? [value] : value.flatMap(flat));

export class ServedModel {
  #facts: ModelFacts;
  #writer: Writer | undefined;
  readonly #run: SavedModel;
  readonly #context: InputContext;
  readonly #engine: Engine;
  readonly #maxBatch: number;

  /** @param maxBatch most samples of a batch, for which the engine compiles few sizes */
  constructor(run: SavedModel, context: InputContext, engine: Engine, maxBatch: number) {
    this.#run = run;
    this.#context = context;
    this.#engine = engine;
    this.#maxBatch = maxBatch;
    this.#facts = factsOf(run);
  }

  get facts(): ModelFacts {
    return this.#facts;
  }

  /** Of a model of the next word or letter, known once it is warm. */
  get writer(): Writer | undefined {
    return this.#writer;
  }

  /**
   * An instance of a request: numbers, a text, a picture as `{ b64 }`, a row of a table, or inputs by name.
   * @throws LockstepError BAD_INPUT or BAD_DATA that says what does not fit
   */
  async question(instance: unknown): Promise<Question> {
    const { data } = this.#run.job;
    const picture = Picture.safeParse(instance);
    if (picture.success) return await this.#asked(Buffer.from(picture.data.b64, 'base64'));
    if (typeof instance === 'string') return await this.#asked(Buffer.from(instance.replaceAll('\n', ' ')));
    const numbers = Numbers.safeParse(instance);
    const [input, ...more] = data.inputs;
    if (numbers.success && input && more.length === 0) return [encodedNumbers(flat(numbers.data), input)];
    const isRow = this.#run.prepared?.raw.kind === 'table';
    const row = z.record(z.string(), z.unknown()).safeParse(instance);
    if (row.success && isRow) return await this.#asked(Buffer.from(JSON.stringify(row.data)));
    if (row.success) return this.#byName(row.data);
    throw new LockstepError('BAD_INPUT', 'an instance is neither numbers nor text nor an object', {
      hint: hintOf(this.facts),
    });
  }

  /** A file's content, or a text, as `lockstep predict` takes it. */
  async #asked(content: Buffer): Promise<Question> {
    const { samples } = await samplesFrom(content, this.#run, this.#context);
    if (samples.length === 1) return [samples[0]!.values];
    throw new LockstepError('BAD_INPUT', `an instance holds ${samples.length} samples`, {
      hint: 'Give each sample as an instance of its own',
    });
  }

  file(content: Uint8Array): Promise<Question> {
    return this.#asked(Buffer.from(content));
  }

  #byName(given: Readonly<Record<string, unknown>>): Question {
    const { inputs } = this.#run.job.data;
    const odd = Object.keys(given).find((name) => !inputs.some((input) => input.name === name));
    if (odd !== undefined) throw this.#noInput(`there is no input ${odd}`);
    return inputs.map((input) => {
      const numbers = Numbers.safeParse(given[input.name]);
      if (!numbers.success) throw this.#noInput(`an instance has no numbers for input ${input.name}`);
      return encodedNumbers(flat(numbers.data), input);
    });
  }

  #noInput(message: string): LockstepError {
    return new LockstepError('BAD_INPUT', message, { hint: hintOf(this.facts) });
  }

  /** The first batch takes the longest: it is compiled. It shows too whether the model writes text. @throws LockstepError BAD_INPUT for a job that does not predict */
  async warmUp(): Promise<void> {
    if (!this.#engine.predicts) {
      throw new LockstepError('BAD_INPUT', `job ${this.facts.name} does not say how to predict`, {
        hint: 'Give its program a predict function',
      });
    }
    const { inputs } = this.#run.job.data;
    const empty = inputs.map(({ shape, encoding }) => numbersOf(encoding.kind, sizeOf(shape)));
    const [answer] = await this.answer([empty]);
    const outputs = Object.values(answer!.outputs).map(({ length }) => length);
    this.#writer = await writerIfAny(this.#run, this.#context, outputs);
    if (!this.#writer) return;
    const writes = this.#writer.vocabulary.between === '' ? 'letters' : 'words';
    this.#facts = { ...this.#facts, writes };
  }

  /** Answers a batch, in its order. The engine sees a power of two, so that it compiles few sizes. */
  async answer(questions: readonly Question[]): Promise<Answer[]> {
    const { inputs, targets } = this.#run.job.data;
    const size = Math.min(this.#maxBatch, 2 ** Math.ceil(Math.log2(questions.length)));
    const batch = {
      size,
      inputs: inputs.map(({ shape, encoding }, k) => {
        const width = sizeOf(shape);
        const values = numbersOf(encoding.kind, size * width);
        for (const [i, question] of questions.entries()) values.set(question[k]!, i * width);
        return values;
      }),
      // They count for nothing here, but the shape of a batch wants them.
      targets: targets.map(({ shape, encoding }) => numbersOf(encoding.kind, size * sizeOf(shape))),
    };
    const outputs = await this.#engine.predict(batch);
    return questions.map((_, i) => {
      const own = outputs.map((values) => {
        const width = values.length / size;
        return values.slice(i * width, (i + 1) * width);
      });
      return this.#inWords(own);
    });
  }

  #inWords(outputs: readonly Float32Array[]): Answer {
    const { job, dataset } = this.#run;
    const names = outputs.map((_, i) => job.data.targets[i]?.name ?? String(i));
    const chances = chancesOf(outputs, job, dataset.classes);
    return {
      outputs: Object.fromEntries(outputs.map((values, i) => [names[i]!, [...values]])),
      ...(chances && {
        class: chances.each[chances.best]![0],
        probabilities: Object.fromEntries(chances.each),
      }),
    };
  }
}

const numbersOf = (encoding: string, length: number) =>
  encoding === 'ids' ? new Int32Array(length) : new Float32Array(length);

function factsOf({ job, prepared, dataset }: SavedModel): ModelFacts {
  const { inputs, loader, name } = job.data;
  const one = inputs.length === 1 ? inputs[0] : undefined;
  const takes = () => {
    if (prepared?.raw.kind === 'table') return 'row';
    if (prepared?.raw.kind === 'text' || loader.kind === 'imdb') return 'text';
    if (prepared?.raw.kind === 'images') return 'picture';
    if (one && takesImages(one)) return name === 'mnist' ? 'digit' : 'picture';
    return 'numbers';
  };
  const columns = prepared?.raw.kind === 'table' ? prepared.raw.columns : inputs;
  return {
    name: job.name,
    takes: takes(),
    fields: columns.map((column) => column.name),
    classes: dataset.classes,
    provenance: dataset.provenance,
  };
}

function hintOf({ takes, fields }: ModelFacts): string {
  const row = `{ ${fields.map((name) => JSON.stringify(name)).join(': ..., ')}: ... }`;
  const wanted = { digit: 'a picture', picture: 'a picture', text: 'a text', row, numbers: row }[takes];
  return `Give ${wanted}${wanted === 'a picture' ? ' as { "b64": PNG in base64 }, or its numbers' : ''}`;
}
