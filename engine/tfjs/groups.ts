import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import { type Layer, once, prototypeOf, type Shape, type Weight } from './internals.ts';

interface Convolution extends Omit<Layer, 'inputSpec'> {
  /** Put there when the layer is made. */
  readonly groups?: number;
  readonly dataFormat: string;
  readonly filters: number;
  readonly kernel: Weight;
  readonly bias: Weight | null;
  readonly activation: { apply(x: Tensor): Tensor };
  inputSpec: unknown;
  build(shape: Shape | Shape[]): void;
}

/** Convolutions in groups: each part of the filters sees its own part of the channels. tfjs has one group alone. */
export function useGroups(tf: TF): void {
  const linear = (tf.layers.activation({ activation: 'linear', name: 'linear' }) as unknown as Convolution)
    .activation;
  const depthwise = prototypeOf(tf, 'DepthwiseConv2D');
  for (const className of ['Conv1D', 'Conv2D', 'Conv3D']) {
    const prototype = prototypeOf(tf, className) as Convolution;
    // Others replace `call` too.
    once(prototype, 'groups', () => {
      const { build, call } = prototype;
      prototype.build = function (given) {
        if (!this.groups) return build.call(this, given);
        const shape = (Array.isArray(given[0]) ? given[0] : given) as Shape;
        const axis = this.dataFormat === 'channelsFirst' ? 1 : shape.length - 1;
        const channels = shape[axis] ?? 0;
        expectEqual(this, channels);
        build.call(this, shape.with(axis, channels / this.groups));
        this.inputSpec = [{ ndim: shape.length, axes: { [axis]: channels } }];
      };
      prototype.call = function (inputs, kwargs) {
        const { groups, bias, activation, dataFormat } = this;
        if (!groups) return call.call(this, inputs, kwargs);
        return tf.tidy(() => {
          const x = Array.isArray(inputs) ? inputs[0]! : inputs;
          const axis = dataFormat === 'channelsFirst' ? 1 : x.rank - 1;
          const bare = { bias: { value: null }, activation: { value: linear } };
          const grouped = (part: Layer['call'], x: Tensor, kernel: string, values: Tensor, more = {}) =>
            part.call(
              Object.create(this, { ...bare, ...more, [kernel]: { value: { read: () => values } } }),
              x,
              kwargs,
            ) as Tensor;
          const kernel = this.kernel.read();
          let out: Tensor;
          if (className === 'Conv2D' && groups === x.shape[axis]) {
            const [height, width, , filters] = kernel.shape as [number, number, number, number];
            const own = kernel.reshape([height, width, groups, filters / groups]);
            out = grouped(depthwise.call, x, 'depthwiseKernel', own, { useBias: { value: false } });
          } else {
            const kernels = tf.split(kernel, groups, x.rank - 1);
            const parts = tf.split(x, groups, axis);
            out = tf.concat(
              parts.map((part, i) => grouped(call, part, 'kernel', kernels[i]!)),
              axis,
            );
          }
          const sides = x.shape.map((_, i) => (i === axis ? this.filters : 1));
          return activation.apply(bias ? out.add(bias.read().reshape(sides)) : out);
        });
      };
    });
  }
}

function expectEqual({ name, groups, filters }: Convolution, channels: number): void {
  const odd = channels % groups! !== 0 ? `${channels} channels` : `${filters} filters`;
  if (channels % groups! === 0 && filters % groups! === 0) return;
  throw new LockstepError('BAD_INPUT', `layer ${name}: ${odd} make no ${groups} equal groups`);
}
