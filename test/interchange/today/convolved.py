"""Models of convolutions at sides, channels and strides that fast algorithms meet at their borders, small."""

import keras
from keras import layers, ops
from today.parts import ids


def small_sides():
    """3 x 3 on pictures that are smaller than it, as large, and larger by one."""
    x = keras.Input((7, 5, 3), name="x")
    y = layers.Conv2D(5, 3, padding="same", activation="relu")(x)
    y = layers.Conv2D(4, 3, activation="relu")(y)
    y = layers.Conv2D(6, 3, padding="same", use_bias=False)(y)
    y = layers.Conv2D(3, 3, activation="tanh")(y)
    y = layers.Conv2D(4, 3, padding="same", activation="elu")(y)
    z = layers.Conv2D(8, 3, padding="same")(layers.Conv2D(2, 3, activation="relu")(layers.ZeroPadding2D(((1, 1), (1, 1)))(y)))
    return keras.Model(x, layers.Dense(2)(layers.Flatten()(z)))


def deep_and_plain():
    """As VGG is: convolutions in pairs, wide enough for an algorithm of tiles."""
    x = keras.Input((12, 10, 1), name="x")
    y = x
    for width in (16, 24, 40):
        y = layers.Conv2D(width, 3, padding="same", activation="relu")(y)
        y = layers.Conv2D(width, 3, padding="same", activation="relu")(y)
        y = layers.MaxPooling2D(2, padding="same")(layers.Rescaling(0.05)(y))
    return keras.Model(x, layers.Dense(3)(layers.GlobalAveragePooling2D()(y)))


def residual_and_normal():
    """A ResNet's blocks: no biases, normalization, a sum that is read twice."""
    x = keras.Input((9, 9, 3), name="x")
    y = layers.Conv2D(8, 3, padding="same", use_bias=False)(x)
    for width, stride in ((8, 1), (12, 2)):
        z = layers.Conv2D(width, 3, stride, padding="same", use_bias=False)(y)
        z = layers.ReLU()(layers.BatchNormalization(synchronized=True)(z))
        z = layers.BatchNormalization(synchronized=True)(layers.Conv2D(width, 3, padding="same", use_bias=False)(z))
        y = layers.ReLU()(layers.Add()([z, y if stride == 1 else layers.Conv2D(width, 1, stride)(y)]))
    return keras.Model(x, layers.Dense(2)(layers.Rescaling(0.1)(layers.GlobalMaxPooling2D()(y))))


def same_kernel():
    """One kernel on pictures of two sizes, and on what it gave itself; one that is not trained, one with a penalty."""
    a, b = keras.Input((6, 6, 4), name="a"), keras.Input((5, 8, 4), name="b")
    shared = layers.Conv2D(4, 3, padding="same", activation="tanh", kernel_regularizer="l2")
    frozen = layers.Conv2D(4, 3, padding="same", trainable=False)
    y, z = shared(frozen(shared(a))), layers.Conv2D(4, (3, 3), kernel_constraint="unit_norm")(shared(b))
    y, z = layers.GlobalAveragePooling2D()(y), layers.GlobalAveragePooling2D()(z)
    return keras.Model([a, b], [layers.Dense(2)(y * z), layers.Dense(1)(y - z)])


def dense_blocks():
    """A DenseNet's joined inputs: a convolution's gradient comes from several readers."""
    x = keras.Input((6, 7, 5), name="x")
    y = x
    for _ in range(3):
        z = layers.Conv2D(3, 3, padding="same")(layers.Activation("tanh")(y))
        y = layers.Concatenate()([y, z])
    y = layers.AveragePooling2D((2, 3), strides=(2, 1))(layers.Conv2D(7, 1)(y))
    y, z = layers.Rescaling(0.3)(layers.Flatten()(y)), layers.GlobalMaxPooling2D()(z)
    return keras.Model(x, [layers.Dense(2)(y), layers.Rescaling(0.3)(z)])


def odd_kernels():
    """Kernels that are even, flat and larger than the picture; strides that leave a rest."""
    x = keras.Input((7, 9, 2), name="x")
    ways = [((2, 2), 1), ((4, 4), 1), ((1, 5), (1, 2)), ((5, 1), (3, 1)), ((9, 11), 1), ((3, 3), (2, 3)), ((2, 3), 2)]
    made = [layers.Conv2D(3, kernel, strides, padding="same", activation="softsign")(x) for kernel, strides in ways]
    made += [layers.Conv2D(2, (7, 9))(x), layers.Conv2D(2, (3, 2), (3, 2))(x), layers.Conv2D(2, 3, dilation_rate=(2, 3))(x)]
    return keras.Model(x, layers.Dense(2)(layers.Concatenate()([layers.GlobalAveragePooling2D()(one) for one in made])))


def lines():
    """Convolutions of one dimension, each kind."""
    x = keras.Input((11, 3), name="x")
    y = layers.Conv1D(4, 3, padding="causal", activation="relu")(x)
    y = layers.Conv1D(6, 4, strides=2, padding="same", groups=2)(y)
    y = layers.DepthwiseConv1D(3, depth_multiplier=2, padding="same", activation="tanh")(y)
    y = layers.SeparableConv1D(5, 2, strides=2, depth_multiplier=3)(y)
    y = layers.Conv1DTranspose(4, 4, strides=3, padding="same")(y)
    y = layers.Conv1DTranspose(3, 2, strides=3, padding="valid", use_bias=False)(y)
    y = layers.Conv1D(2, 3, padding="same", dilation_rate=4)(layers.Cropping1D((1, 2))(layers.UpSampling1D(2)(y)))
    return keras.Model(x, layers.Dense(2)(layers.Flatten()(y)))


def volumes():
    x = keras.Input((4, 5, 3, 2), name="x")
    y = layers.Conv3D(4, 3, padding="same", activation="relu")(x)
    y = layers.Conv3D(4, (2, 3, 1), strides=(1, 2, 2), groups=2)(y)
    y = layers.Conv3DTranspose(3, (2, 2, 3), strides=2, padding="same")(y)
    y = layers.Conv3DTranspose(2, 2, strides=(1, 2, 1), padding="valid")(layers.ZeroPadding3D((0, 1, 0))(y))
    y = layers.AveragePooling3D((2, 1, 2), padding="same")(layers.Cropping3D(((1, 0), (0, 2), (0, 0)))(y))
    return keras.Model(x, layers.Dense(2)(layers.GlobalMaxPooling3D()(y)))


def backwards():
    """Transposed convolutions: strides above and below the kernel, odd paddings, dilation."""
    x = keras.Input((3, 4, 5), name="x")
    made = [
        layers.Conv2DTranspose(3, 3, padding="same")(x),
        layers.Conv2DTranspose(3, 3, padding="valid", activation="relu")(x),
        layers.Conv2DTranspose(2, 2, strides=3, padding="same")(x),
        layers.Conv2DTranspose(2, (4, 3), strides=(2, 3), padding="valid")(x),
        layers.Conv2DTranspose(2, 3, strides=2, padding="same", output_padding=0)(x),
        layers.Conv2DTranspose(4, (1, 2), strides=(2, 1), padding="same", use_bias=False)(x),
    ]
    seen = [layers.GlobalAveragePooling2D()(layers.Conv2D(2, 3, padding="same")(one)) for one in made]
    return keras.Model(x, layers.Dense(2)(layers.Concatenate()(seen)))


def depthwise():
    x = keras.Input((6, 7, 3), name="x")
    y = layers.DepthwiseConv2D(3, padding="same", activation="relu")(x)
    y = layers.DepthwiseConv2D((2, 4), padding="valid", depth_multiplier=3, use_bias=False)(y)
    y = layers.SeparableConv2D(5, 3, padding="same", dilation_rate=2)(y)
    y = layers.DepthwiseConv2D(3, strides=2, padding="same")(y)
    return keras.Model(x, layers.Dense(2)(layers.Flatten()(y)))


def pictures_of_words():
    """Characters as a picture, by several widths of kernels, as TextCNN reads."""
    tokens = ids("tokens", 8, 7)
    x = ops.expand_dims(layers.Embedding(7, 6)(tokens), -1)
    made = [layers.Conv2D(4, (width, 6), activation="relu")(x) for width in (2, 3, 8)]
    made.append(layers.Conv2D(4, 3, padding="same", data_format="channels_last")(x))
    return keras.Model(tokens, layers.Dense(2)(layers.Concatenate()([layers.GlobalMaxPooling2D()(one) for one in made])))


MODELS = [
    small_sides, deep_and_plain, residual_and_normal, same_kernel, dense_blocks, odd_kernels, lines, volumes, backwards,
    depthwise, pictures_of_words,
]
