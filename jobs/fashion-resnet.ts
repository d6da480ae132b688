import { augment, defineJob, fashionMnist, losses, schedules } from 'lockstep';

/** A residual network (He et al., 2016) in small: each block learns what to add to what comes in. */
export default defineJob({
  name: 'fashion-resnet',
  data: fashionMnist(),
  // Mirrored or moved by up to two pixels, a shirt stays a shirt.
  augment: [augment.flip(), augment.crop(2)],
  model: (tf) => {
    type Tensor = ReturnType<typeof tf.input>;
    const { conv2d, batchNormalization, activation, add } = tf.layers;
    const normalized = (x: Tensor) => batchNormalization().apply(x) as Tensor;
    const convolution = (x: Tensor, filters: number, strides = 1, kernelSize = 3) => {
      const layer = conv2d({
        filters,
        kernelSize,
        strides,
        padding: 'same',
        useBias: false,
        kernelInitializer: 'heNormal',
        kernelRegularizer: tf.regularizers.l2({ l2: 1e-4 }),
      });
      return layer.apply(x) as Tensor;
    };
    const convolve = (...args: Parameters<typeof convolution>) => normalized(convolution(...args));
    const relu = (x: Tensor) => activation({ activation: 'relu' }).apply(x) as Tensor;
    const block = (x: Tensor, filters: number, strides = 1) => {
      const inner = convolve(relu(convolve(x, filters, strides)), filters);
      const outer = x.shape.at(-1) === filters ? x : convolve(x, filters, strides, 1);
      return relu(add().apply([outer, inner]) as Tensor);
    };
    const image = tf.input({ shape: [28, 28, 1], name: 'image' });
    const seen = convolution(image, 32);
    let x = relu(normalized(tf.layers.maxPooling2d({ poolSize: 2 }).apply(seen) as Tensor));
    x = block(x, 32);
    x = block(x, 64, 2);
    x = block(x, 128, 2);
    x = tf.layers.dropout({ rate: 0.3 }).apply(tf.layers.globalAveragePooling2d({}).apply(x)) as Tensor;
    const label = tf.layers.dense({ units: 10, activation: 'softmax', name: 'label' }).apply(x) as Tensor;
    return tf.model({ inputs: image, outputs: label });
  },
  optimizer: (tf) => tf.train.adam(0.003),
  schedule: schedules.warmUp(schedules.cosineDecay(), { epochs: 1 }),
  loss: losses.categoricalCrossentropy({ labelSmoothing: 0.1 }),
  metrics: ['accuracy'],
  // The same for any number of workers: each normalization is over the global batch.
  syncBatchNorm: true,
  batchSize: 128,
  epochs: 15,
});
