import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import {
  type Kwargs,
  type Layer,
  listOf,
  type Mask,
  type Regularizer,
  type Shape,
  type Weight,
} from '../tfjs/internals.ts';
import { putActivity } from '../tfjs/penalties.ts';
import { type Call, type Kind, NEEDED, type Said } from './kind.ts';
import { type Part, partsOf } from './parts.ts';

/** What tfjs's base class has, as far as the layers here need it; its own types keep half of it to themselves. */
interface Own {
  readonly name: string;
  built: boolean;
  supportsMasking: boolean;
  activityRegularizer: unknown;
  addWeight(...args: unknown[]): Weight;
  apply(inputs: unknown, kwargs?: Kwargs): unknown;
  computeMask(inputs: Tensor | Tensor[], mask?: Mask | Mask[]): Mask | Mask[];
  setMaskMetadata(...args: unknown[]): void;
  getConfig(): Record<string, unknown>;
}
type Constructor = new (args: object) => Own;

/** A class of tfjs for a kind of layer. */
export function layerClass<C extends object>(tf: TF, kind: Kind<C>): Constructor {
  const parts = partsOf(tf);
  const Base = tf.layers.Layer as unknown as Constructor;

  class Made extends Base {
    static className = kind.className;
    /** Tells the walk through a model to pass on all arguments of a call, and all masks. */
    readonly wholeCalls = true;
    readonly config: C;
    readonly #parts: Readonly<Record<string, Part>>;
    readonly #weights = new Map<string, Weight>();
    /** Of the call that builds the layer. */
    #said: Said = {};

    constructor(given: object = {}) {
      super(given);
      const options = given as Record<string, unknown>;
      const config: Record<string, unknown> = {};
      for (const [option, value] of Object.entries(kind.options)) {
        config[option] = options[option] ?? value;
        if (config[option] !== NEEDED) continue;
        const hint = `Give it: tf.layers.${kind.factory}({ ${option}: ... })`;
        throw new LockstepError('BAD_INPUT', `${this.#called} lacks the option "${option}"`, { hint });
      }
      this.config = config as C;
      const fault = kind.fault?.(this.config);
      if (fault) throw new LockstepError('BAD_INPUT', `${this.#called}: ${fault}`);
      this.#parts = parts.of(config);
      if (kind.activity) this.activityRegularizer = parts.regularizer(kind.activity(this.config));
      if (config.activityRegularizer && !kind.penalizesParts)
        this.activityRegularizer = this.#parts.activityRegularizer!.value;
      this.supportsMasking = kind.mask !== undefined;
    }

    get #called(): string {
      return `layer ${this.name} (${kind.className})`;
    }

    /** Tensors may be given by name: they become the last of the inputs. */
    override apply(inputs: unknown, { tensors = [], ...kwargs }: Kwargs = {}): unknown {
      const isTensor = (value: unknown) => value instanceof tf.Tensor || value instanceof tf.SymbolicTensor;
      const given = Object.entries(kwargs).filter(([name, value]) => name !== 'mask' && isTensor(value));
      const names = [...(tensors as readonly string[]), ...given.map(([name]) => name)];
      const plain = Object.fromEntries(Object.entries(kwargs).filter(([, value]) => value != null));
      for (const [name] of given) delete plain[name];
      const said = names.length > 0 ? { ...plain, tensors: names } : plain;
      this.#said = said;
      const all = [...listOf(inputs), ...given.map(([, value]) => value)];
      return super.apply(all.length === 1 ? all[0] : all, said);
    }

    build(given: Shape | Shape[]): void {
      const shapes = this.#placed(shapesOf(given));
      for (const spec of this.#checked(() => kind.weights?.(this.config, shapes)) ?? []) {
        const { name, shape, regularizer, constraint, trainable = true } = spec;
        const args = [parts.regularizer(regularizer), trainable, parts.constraint(constraint)];
        this.#weights.set(name, this.addWeight(name, shape, 'float32', parts.initializer(spec), ...args));
      }
      this.built = true;
    }

    computeOutputShape(given: Shape | Shape[]): Shape | Shape[] {
      const shapes = this.#placed(shapesOf(given));
      return this.#checked(() => kind.shape?.(this.config, shapes, this.#said, tf)) ?? shapes[0]!;
    }

    call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor | Tensor[] {
      const said = kwargs as Said;
      const all = listOf(inputs);
      const names = said.tensors ?? [];
      const count = all.length - names.length;
      const masks = kwargs.mask ? listOf(kwargs.mask) : [];
      const regularizer = this.#parts.activityRegularizer?.value as Regularizer | null | undefined;
      const penalties: Tensor[] = [];
      const call: Call<C> = {
        tf,
        config: this.config,
        xs: all.slice(0, count),
        masks: all.slice(0, count).map((_, i) => masks[i] ?? null),
        named: Object.fromEntries(names.map((name, i) => [name, all[count + i]!])),
        said,
        training: Boolean(said.training),
        weight: (name) => this.#weights.get(name)!.read(),
        activate: (option, x) => (this.#parts[option]!.value as { apply(x: Tensor): Tensor }).apply(x),
        penalize: (x) => {
          if (regularizer) penalties.push(regularizer.apply(x).div(x.shape[0]!));
        },
      };
      const { out } = tf.tidy(
        () => ({ out: kind.call(call), penalties }) as never as { out: Tensor & Tensor[] },
      );
      if (kind.penalizesParts) putActivity(this as unknown as Layer, penalties);
      return out;
    }

    override computeMask(inputs: Tensor | Tensor[], mask?: Mask | Mask[]): Mask | Mask[] {
      const masks = mask ? listOf(mask) : [];
      if (typeof kind.mask === 'function')
        return kind.mask(this.config, tf, listOf(inputs), masks, this.#said);
      return kind.mask ? (masks[0] ?? null) : null;
    }

    /** Masks go by the walk through a model. */
    override setMaskMetadata(): void {}

    override getConfig(): Record<string, unknown> {
      const own = Object.fromEntries(
        Object.entries(this.config).map(([option, value]) => [
          option,
          this.#parts[option] ? this.#parts[option].saved() : value,
        ]),
      );
      return { ...super.getConfig(), ...own };
    }

    #placed(shapes: readonly Shape[]): readonly Shape[] {
      return shapes.slice(0, shapes.length - (this.#said.tensors?.length ?? 0));
    }

    /** What a kind says of shapes that do not go, with the layer's name. */
    #checked<T>(work: () => T): T {
      try {
        return work();
      } catch (cause) {
        throw new LockstepError('BAD_INPUT', `${this.#called}: ${(cause as Error).message}`, { cause });
      }
    }
  }
  return Made;
}

function shapesOf(given: Shape | Shape[]): readonly Shape[] {
  return Array.isArray(given[0]) ? (given as Shape[]) : [given as Shape];
}
