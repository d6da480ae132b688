"""Models with what is seldom said of a layer, small."""

import keras
from keras import layers, ops
from today.parts import ids


def gates():
    """GRUs and LSTMs with each way of their gates, merged in each way."""
    x = keras.Input((6, 3), name="x")
    made = [
        layers.Bidirectional(layers.GRU(2, reset_after=after, return_sequences=True, use_bias=bias), merge_mode=mode)(x)
        for after, bias, mode in ((True, True, "ave"), (False, True, "mul"), (True, False, "concat"), (False, False, "sum"))
    ]
    y = layers.LSTM(4, unit_forget_bias=False, use_bias=False, go_backwards=True, return_sequences=True)(layers.Concatenate()(made))
    y = layers.GRU(3, activation="softsign", recurrent_activation="hard_sigmoid", return_sequences=True)(y)
    y = layers.SimpleRNN(3, activation="elu", go_backwards=True)(y)
    return keras.Model(x, layers.Dense(2)(y))


def apart():
    """Two directions that are not merged, and what attention says of itself, as outputs."""
    x = keras.Input((4, 6), name="x")
    forth, back = layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode=None)(x)
    seen, scores = layers.MultiHeadAttention(2, 3, attention_axes=(1,))(forth, back, return_attention_scores=True)
    return keras.Model(x, [layers.Dense(2)(layers.Flatten()(seen)), ops.mean(scores, axis=1), layers.GlobalMaxPooling1D()(back)])


def kept_heads():
    """Grouped queries under a causal mask, beside the scores of a layer without weights."""
    x = keras.Input((5, 8), name="x")
    y = layers.GroupQueryAttention(3, 4, 2, use_bias=False)(x, x, use_causal_mask=True)
    z, scores = layers.Attention(use_scale=True)([x, y], return_attention_scores=True, use_causal_mask=True)
    return keras.Model(x, [layers.Dense(2)(layers.GlobalAveragePooling1D()(z + y)), layers.Flatten()(scores)])


def models_in_time():
    """A model that calls a layer twice, at each step of a sequence."""
    one = keras.Input((5,))
    shared = layers.Dense(5, "tanh")
    inner = keras.Model(one, layers.Dense(3)(shared(shared(one)) + one))
    x, y = keras.Input((4, 5), name="x"), keras.Input((3,), name="y")
    z = layers.TimeDistributed(inner)(x)
    return keras.Model([x, y], [layers.GRU(2)(z), layers.Subtract()([y, z[:, 1]])])


def calls_that_wait():
    """A layer whose call waits for its own output, while another one need not wait: in a model in a model too."""
    p, q = keras.Input((4,)), keras.Input((4,))
    a, b = layers.Dense(4, "tanh"), layers.Dense(4, "elu")
    first = a(b(a(p)))
    inner = keras.Model([p, q], [first, a(q), b(a(q))])
    x, y = keras.Input((4,), name="x"), keras.Input((4,), name="y")
    r, s, t = inner([x, y])
    u, _, v = inner([inner([s, r])[1], t])
    return keras.Model([x, y], [layers.Dense(2)(u), v, s])


def many_norms():
    x = keras.Input((4, 3, 6), name="x")
    y = layers.BatchNormalization(axis=1, synchronized=True, center=False, momentum=0.5, epsilon=0.01)(x)
    y = layers.BatchNormalization(axis=2, synchronized=True, scale=False)(y)
    y = layers.GroupNormalization(3, axis=2, center=False)(y)
    y = layers.LayerNormalization(axis=(1, -1))(y)
    y = layers.RMSNormalization(axis=-1, epsilon=1e-3)(y)
    y = layers.SpectralNormalization(layers.Dense(3))(y)
    return keras.Model(x, layers.Dense(2)(layers.Flatten()(layers.UnitNormalization(axis=2)(y))))


def kinds_of_inputs():
    """Whole numbers, a picture of whole numbers, numbers: in one model, in an order that is not that of their names."""
    words, number, pixels = ids("z_words", 5, 7), keras.Input((2,), name="a_number"), ids("m_pixels", 12, 256)
    look = layers.Rescaling(1 / 255, offset=-0.5)(layers.Reshape((3, 4, 1))(ops.cast(pixels, "float32")))
    look = layers.Flatten()(layers.Conv2D(2, (3, 2), padding="same", activation="relu6")(look))
    read = layers.GlobalAveragePooling1D()(layers.Embedding(7, 3, mask_zero=True)(words))
    joined = layers.Concatenate()([look, read, layers.Normalization(mean=[0.1, -0.2], variance=[0.5, 2.0])(number)])
    return keras.Model([words, number, pixels], [layers.Dense(3, "softmax")(joined), layers.Dense(1, "exponential")(joined)])


def said_by_hand():
    """What a Lambda is mostly for, by operations."""
    x, y = keras.Input((3, 4), name="x"), keras.Input((3, 4), name="y")
    near = ops.exp(-ops.sum(ops.square(x[:, :, None] - y[:, None]), axis=-1))
    far = ops.clip(ops.norm(x - y, axis=-1), 0.2, 1.5)
    kept = ops.take_along_axis(near, ops.argmax(near, axis=2, keepdims=True), axis=2)
    best, _ = ops.top_k(ops.concatenate([near, ops.expand_dims(far, -1)], axis=-1), 2)
    turned = ops.flip(ops.cumsum(ops.pad(best, ((0, 0), (1, 0), (0, 0))), axis=1), axis=1)
    return keras.Model([x, y], layers.Dense(2)(ops.concatenate([layers.Flatten()(turned), ops.squeeze(kept, -1), ops.log1p(far)], axis=-1)))


MODELS = [gates, apart, kept_heads, models_in_time, calls_that_wait, many_norms, kinds_of_inputs, said_by_hand]
