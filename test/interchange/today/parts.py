"""What several models have."""

import keras
from keras import layers


def ids(name, length, of):
    """An input of whole numbers from 0 to below `of`."""
    made = keras.Input((length,), dtype="int32", name=name)
    made.ids = of
    return made


def encoder_block(x, heads=2, width=8, **call):
    normal = layers.LayerNormalization(epsilon=1e-6)(x)
    x = x + layers.MultiHeadAttention(heads, width // heads)(normal, normal, **call)
    normal = layers.LayerNormalization(epsilon=1e-6)(x)
    return x + layers.Dense(width)(layers.Dense(2 * width, activation="gelu")(normal))
