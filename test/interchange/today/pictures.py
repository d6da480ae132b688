"""Models of pictures, as Keras users write them today, small."""

import keras
import numpy as np
from keras import layers, ops
from today.parts import encoder_block


def vit():
    image = keras.Input((8, 8, 3), name="image")
    patches = layers.Reshape((4, 8))(layers.Conv2D(8, 4, strides=4)(image))
    zeros = ops.zeros_like(patches[:, :1, 0], dtype="int32")
    x = layers.Concatenate(axis=1)([layers.Embedding(1, 8, name="class_token")(zeros), patches])
    places = ops.cumsum(ops.ones_like(x[:, :, 0]), axis=1) - 1
    x = x + layers.Embedding(5, 8, name="positions")(places)
    x = encoder_block(encoder_block(x))
    return keras.Model(image, layers.Dense(3, activation="softmax")(layers.LayerNormalization()(x)[:, 0]))


def mixer():
    x = image = keras.Input((8, 8, 3), name="image")
    x = layers.Reshape((-1, 6))(layers.Conv2D(6, 4, strides=4)(x))
    for _ in range(2):
        y = layers.Permute((2, 1))(layers.LayerNormalization()(x))
        y = layers.Permute((2, 1))(layers.Dense(4)(layers.Dense(8, activation="gelu")(y)))
        x = layers.Add()([x, y])
        y = layers.Dense(6)(layers.Dense(8, activation="gelu")(layers.LayerNormalization()(x)))
        x = layers.Add()([x, y])
    return keras.Model(image, layers.Dense(3)(layers.GlobalAveragePooling1D()(x)))


def unet():
    image = keras.Input((8, 8, 1), name="image")
    a = layers.Conv2D(4, 3, padding="same", activation="relu")(image)
    b = layers.Conv2D(6, 3, padding="same")(layers.MaxPooling2D()(a))
    b = layers.Activation("relu")(layers.GroupNormalization(3)(b))
    c = layers.Conv2D(8, 3, padding="same", activation="relu")(layers.MaxPooling2D()(b))
    x = layers.Concatenate()([layers.Conv2DTranspose(6, 2, strides=2)(c), b])
    x = layers.Conv2D(6, 3, padding="same", activation="relu")(x)
    x = layers.concatenate([layers.Conv2DTranspose(4, 3, strides=2, padding="same")(x), a])
    return keras.Model(image, layers.Conv2D(1, 1, activation="sigmoid")(x))


def windows():
    """Windows of a picture that attend within themselves, shifted, as in Swin."""
    image = keras.Input((4, 4, 8), name="image")
    shifted = ops.roll(image, (-1, -1), axis=(1, 2))
    cut = ops.transpose(ops.reshape(shifted, (-1, 2, 2, 2, 2, 8)), (0, 1, 3, 2, 4, 5))
    cut = encoder_block(ops.reshape(cut, (-1, 4, 4, 8)))
    whole = ops.transpose(ops.reshape(cut, (-1, 2, 2, 2, 2, 8)), (0, 1, 3, 2, 4, 5))
    whole = ops.roll(ops.reshape(whole, (-1, 4, 4, 8)), (1, 1), axis=(1, 2))
    merged = ops.concatenate([whole[:, i::2, j::2] for i in (0, 1) for j in (0, 1)], axis=-1)
    return keras.Model(image, layers.Dense(3)(ops.max(layers.Dense(6)(merged), axis=(1, 2))))


def squeezed():
    """MBConv of EfficientNet, by hand."""
    image = keras.Input((8, 8, 4), name="image")
    x = ops.swish(layers.BatchNormalization(synchronized=True)(layers.Conv2D(8, 1, use_bias=False)(image)))
    x = ops.hard_silu(layers.DepthwiseConv2D(3, padding="same")(x))
    share = layers.Dense(2, activation="swish")(ops.mean(x, axis=(1, 2), keepdims=True))
    x = x * layers.Dense(8, activation="sigmoid")(share)
    return keras.Model(image, layers.Dense(3)(layers.GlobalMaxPooling2D()(layers.Conv2D(4, 1)(x) + image)))


def convnext():
    image = keras.Input((8, 8, 3), name="image")
    x = layers.LayerNormalization(epsilon=1e-6)(layers.Conv2D(6, 2, strides=2)(image))
    for width in (6, 8):
        if x.shape[-1] != width:
            x = layers.Conv2D(width, 2, strides=2)(layers.LayerNormalization(epsilon=1e-6)(x))
        y = layers.DepthwiseConv2D(7, padding="same")(x)
        y = layers.Dense(4 * width)(layers.LayerNormalization(epsilon=1e-6)(y))
        y = layers.Dense(width)(layers.Activation("gelu")(y))
        y = layers.EinsumDense("bhwc,c->bhwc", (None, None, width), kernel_initializer=keras.initializers.Constant(1e-6))(y)
        x = layers.Add()([x, layers.Dropout(0.0, noise_shape=(None, 1, 1, 1))(y)])
    return keras.Model(image, layers.Dense(3, activation="softmax")(layers.LayerNormalization()(layers.GlobalAveragePooling2D()(x))))


def diffusion():
    """A U-Net that is told the time: groups normalized, attention in the middle."""
    image, time = keras.Input((8, 8, 3), name="image"), keras.Input((), name="time")
    frequencies = np.exp(np.linspace(0, np.log(100), 4)).astype("float32")
    angles = ops.expand_dims(time, -1) * frequencies
    said = ops.concatenate([ops.sin(angles), ops.cos(angles)], axis=-1)
    said = layers.Dense(8, activation="swish")(layers.Dense(8, activation="swish")(said))

    def residual(x, width):
        kept = x if x.shape[-1] == width else layers.Conv2D(width, 1)(x)
        x = layers.Conv2D(width, 3, padding="same")(ops.silu(layers.GroupNormalization(groups=2)(x)))
        x = x + layers.Dense(width)(ops.silu(said))[:, None, None, :]
        x = layers.Activation("swish")(layers.GroupNormalization(groups=2)(x))
        x = layers.Conv2D(width, 3, padding="same", kernel_initializer="zeros")(x)
        return layers.add([x, kept])

    first = residual(layers.Conv2D(4, 3, padding="same")(image), 4)
    second = residual(layers.Conv2D(4, 3, strides=2, padding="same")(first), 6)
    x = layers.AveragePooling2D(2)(second)
    x = residual(x, 8)
    flat = layers.Reshape((4, 8))(layers.GroupNormalization(groups=4)(x))
    x = x + layers.Reshape((2, 2, 8))(layers.MultiHeadAttention(2, 4)(flat, flat))
    x = residual(layers.Concatenate()([layers.UpSampling2D(interpolation="bilinear")(x), second]), 6)
    x = residual(layers.Concatenate()([layers.UpSampling2D()(x), first]), 4)
    return keras.Model([image, time], layers.Conv2D(3, 1, name="noise")(ops.silu(layers.GroupNormalization(2)(x))))


def detection():
    """Queries that look at a picture, with classes and boxes."""
    image = keras.Input((8, 8, 3), name="image")
    x = layers.Reshape((-1, 8))(layers.Conv2D(8, 2, strides=2, activation="relu")(image))
    memory = encoder_block(x)
    numbers = ops.cast(ops.zeros_like(image[:, :3, 0, 0]), "int32") + np.arange(3, dtype="int32")
    queries = layers.Embedding(3, 8)(numbers)
    y = layers.LayerNormalization()(queries + layers.MultiHeadAttention(2, 4, value_dim=3)(queries, memory))
    classes = layers.TimeDistributed(layers.Dense(4), name="classes")(y)
    boxes = layers.Dense(4, activation="sigmoid", name="boxes")(layers.Dense(8, activation="mish")(y))
    return keras.Model(image, {"boxes": boxes, "classes": classes})


def siamese():
    left, right = keras.Input((8, 8, 1), name="left"), keras.Input((8, 8, 1), name="right")
    tower = keras.Sequential(
        [layers.Conv2D(3, 3, activation="relu"), layers.MaxPooling2D(), layers.Flatten(), layers.Dense(4)], name="tower"
    )
    a, b = tower(left), tower(right)
    distance = ops.sqrt(ops.sum(ops.square(a - b), axis=1, keepdims=True) + 1e-6)
    return keras.Model([left, right], layers.Dense(1, activation="sigmoid")(distance))


def frames():
    """A model of pictures at each step of a film."""
    film = keras.Input((3, 6, 6, 1), name="film")
    look = keras.Sequential([keras.Input((6, 6, 1)), layers.Conv2D(3, 3, activation="relu"), layers.Flatten(), layers.Dense(4)])
    one = keras.Input((4,))
    think = keras.Model(one, layers.Dense(3)(one) + layers.Dense(3, activation="tanh")(one))
    x = layers.TimeDistributed(think)(layers.TimeDistributed(look)(film))
    return keras.Model(film, layers.Dense(1)(layers.LSTM(3)(x)))


MODELS = [vit, mixer, unet, windows, squeezed, convnext, diffusion, detection, siamese, frames]
