"""Models that are put together in unusual ways, small."""

import keras
from keras import layers, ops, regularizers
from today.parts import ids


def penalized():
    """Penalties on everything that can have one, one layer of them called twice."""
    x = keras.Input((5,), name="x")
    shared = layers.Dense(5, "tanh", kernel_regularizer="l2", bias_regularizer=regularizers.L1(0.02), activity_regularizer=regularizers.L2(0.03))
    y = shared(shared(x))
    y = layers.BatchNormalization(synchronized=True, gamma_regularizer=regularizers.L1L2(0.01, 0.02))(y)
    return keras.Model(x, layers.ActivityRegularization(l1=0.01)(layers.Dense(2)(y)))


def constrained():
    x = keras.Input((6, 5), name="x")
    y = layers.Conv1D(4, 3, kernel_constraint=keras.constraints.MaxNorm(0.5, axis=[0, 1]), bias_constraint="non_neg")(x)
    y = layers.LSTM(4, kernel_constraint=keras.constraints.UnitNorm(), recurrent_constraint=keras.constraints.MinMaxNorm(0.2, 0.6, rate=0.5))(y)
    return keras.Model(x, layers.Dense(2, kernel_constraint="non_neg")(y))


def normal_twice():
    """Batch normalization called twice in one training step: its averages move twice."""
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    normal = layers.BatchNormalization(synchronized=True, momentum=0.7)
    body = layers.Dense(4, "relu")
    first = normal(body(a))
    second = normal(body(first + b))
    return keras.Model([a, b], layers.Dense(2)(second))


def nested_thrice():
    """Models in models, each called in two places, with two inputs and two outputs."""
    p, q = keras.Input((4,)), keras.Input((4,))
    inner = keras.Model([p, q], [layers.Dense(4, "tanh")(p + q), layers.Dense(3)(p * q)], name="inner")
    r = keras.Input((4,))
    left, right = inner([r, layers.Dense(4)(r)])
    outer = keras.Model(r, [left, layers.Concatenate()([left, right])], name="outer")
    x = keras.Input((4,), name="x")
    one, joined = outer(x)
    two, again = outer(one)
    return keras.Model(x, [layers.Dense(2)(joined - again), two])


def sequential_in_sequential():
    body = keras.Sequential([layers.Dense(6, "relu"), layers.BatchNormalization(synchronized=True), keras.Sequential([layers.Dense(4), layers.LeakyReLU(0.1)])])
    x = keras.Input((5,), name="x")
    return keras.Model(x, layers.Dense(2)(body(x)))


def first_channels():
    x = keras.Input((2, 9, 8), name="x")
    y = layers.DepthwiseConv2D(3, depth_multiplier=2, strides=1, padding="same", data_format="channels_first")(x)
    y = layers.BatchNormalization(synchronized=True, axis=1)(y)
    y = layers.ReLU(max_value=0.8, negative_slope=0.1, threshold=0.05)(y)
    y = layers.AveragePooling2D(2, padding="same", data_format="channels_first")(y)
    y = layers.ZeroPadding2D(((1, 0), (0, 2)), data_format="channels_first")(y)
    y = layers.Flatten(data_format="channels_first")(y)
    return keras.Model(x, layers.Dense(2)(y))


def given_states():
    """An encoder's states go into a decoder of two directions, in the order that Keras has them."""
    x, z = keras.Input((5, 3), name="x"), keras.Input((4, 3), name="z")
    _, fh, fc, bh, bc = layers.Bidirectional(layers.LSTM(3, return_state=True))(x)
    y = layers.Bidirectional(layers.LSTM(3, return_sequences=True), merge_mode="mul")(z, initial_state=[bh, bc, fh, fc])
    y = layers.GRU(4, go_backwards=True, reset_after=False, return_sequences=True)(y)
    return keras.Model([x, z], layers.TimeDistributed(layers.Dense(2))(y))


def mask_roads():
    """A mask that goes through what hands it on, joined with itself and with what has none."""
    tokens = ids("tokens", 7, 6)
    x = layers.Embedding(6, 5, mask_zero=True)(tokens)
    y = layers.Dropout(0.0)(layers.TimeDistributed(layers.Dense(5, "tanh"))(x))
    both = layers.Concatenate()([x, y])
    read = layers.Bidirectional(layers.GRU(3), merge_mode="sum")(both)
    half = layers.Concatenate()([layers.Embedding(6, 2)(tokens), y])
    other = layers.LSTM(3)(layers.Activation("relu")(half))
    return keras.Model(tokens, layers.Dense(2)(layers.Multiply()([read, other])))


def whole_numbers():
    """What is counted is counted in whole numbers, until somebody divides."""
    tokens = ids("tokens", 6, 9)
    evens = ops.sum(ops.cast(ops.equal(tokens % 2, 0), "int32"), axis=1, keepdims=True)
    most = ops.max(tokens, axis=1, keepdims=True) // 2
    numbers = ops.concatenate([ops.cast(evens, "float32") / 6, ops.cast(most, "float32"), ops.cast(evens * most, "float32") ** 0.5], axis=1)
    return keras.Model(tokens, layers.Dense(2, "softplus")(numbers))


def pieces():
    """Slices, negative indices, ellipses, new axes, and broadcasts in both directions."""
    x = keras.Input((6, 5), name="x")
    y = x[:, ::2, 1:] + x[:, -1:, :4]
    y = ops.stack([y, y[:, ::-1]], axis=-1) * layers.Dense(4)(x[:, 0])[:, None, :, None]
    y = ops.squeeze(ops.max(y[..., -1:], axis=1), axis=-1) - ops.mean(y, axis=(1, 3))
    return keras.Model(x, layers.Dense(2)(layers.Reshape((-1,))(ops.where(y > 0, y, 0.1 * y))))


def frozen_parts():
    """Layers that are not trained, one in a nested model, and one whose kernel an output still needs the gradient through."""
    x = keras.Input((4,), name="x")
    still = keras.Sequential([layers.Dense(4, "tanh"), layers.BatchNormalization()], name="still")
    y = still(layers.Dense(4)(x))
    still.trainable = False
    half = keras.Sequential([layers.Dense(4, "elu"), layers.Dense(3)], name="half")
    y = half(y)
    half.layers[0].trainable = False
    return keras.Model(x, layers.Dense(2)(y))


def many_kinds():
    """Convolutions that are seldom met, one after another."""
    x = keras.Input((8, 7, 4), name="x")
    y = layers.Conv2D(8, (3, 2), dilation_rate=(2, 1), groups=2, padding="same")(x)
    y = layers.GroupNormalization(4)(y)
    y = layers.SeparableConv2D(6, 3, strides=2, depth_multiplier=2, activation="mish")(y)
    y = layers.Conv2DTranspose(4, 3, strides=2, padding="valid", output_padding=1, use_bias=False)(y)
    y = layers.PReLU(shared_axes=[1, 2])(y)
    y = layers.UpSampling2D((1, 2), interpolation="bilinear")(y)
    return keras.Model(x, layers.Dense(2)(layers.GlobalMaxPooling2D(keepdims=True)(y)))


def wrapped_wrappers():
    x = keras.Input((3, 5, 4), name="x")
    y = layers.TimeDistributed(layers.Bidirectional(layers.LSTM(2, return_sequences=True)))(x)
    y = layers.TimeDistributed(layers.TimeDistributed(layers.Dense(3, "gelu")))(y)
    y = layers.TimeDistributed(keras.Sequential([layers.Conv1D(2, 2), layers.Flatten()]))(y)
    return keras.Model(x, layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)])(y))


def tagged_words():
    """Words and tags, padded, read both ways; what is read is attended to by its own mask."""
    words, tags = ids("words", 6, 8), ids("tags", 6, 4)
    x = layers.Concatenate()([layers.Embedding(8, 4, mask_zero=True)(words), layers.Embedding(4, 3, mask_zero=True)(tags)])
    y = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(x)
    y = layers.Attention(use_scale=True, score_mode="dot")([y, y])
    return keras.Model([words, tags], layers.Dense(3, "softmax")(layers.GlobalAveragePooling1D()(layers.LayerNormalization()(y))))


def masked_residual():
    tokens = ids("tokens", 6, 5)
    x = layers.Embedding(5, 4, mask_zero=True)(tokens)
    y = layers.Add()([x, layers.GRU(4, return_sequences=True)(x), layers.Embedding(5, 4)(tokens)])
    y = layers.Conv1D(4, 3, padding="causal", dilation_rate=2)(y)
    z, state = layers.GRU(3, return_sequences=True, return_state=True)(x)
    w = layers.GRU(3, return_sequences=True)(z, initial_state=state)
    return keras.Model(tokens, [layers.GlobalMaxPooling1D()(y), layers.TimeDistributed(layers.Dense(2))(w)])


def seen_by_parts():
    """Attention over what is padded; what two layers see of it is joined."""
    q, k = keras.Input((4, 6), name="q"), ids("k", 5, 6)
    words = layers.Embedding(6, 6, mask_zero=True)
    y = layers.MultiHeadAttention(2, 3, value_dim=5, output_shape=4, use_bias=False)(q, words(k))
    extra = layers.AdditiveAttention()([layers.Dense(6)(y), words(k)])
    return keras.Model([q, k], layers.Dense(2)(layers.Concatenate()([y, extra])))


def same_again():
    """An output that is read on, put out twice, and an input that is put out as it came."""
    x = keras.Input((3,), name="x")
    y = layers.Dense(3, "tanh", name="y")(x)
    z = layers.Dense(2, name="z")(y)
    return keras.Model(x, [y, z, layers.Identity()(x), layers.Average()([y, x, layers.Dense(3)(z)])])


def numbers_alone():
    """Inputs without a side: a number and an id a sample."""
    price, kind = keras.Input((), name="price"), keras.Input((), dtype="int32", name="kind")
    kind.ids = 5
    known = layers.Embedding(5, 3)(kind)
    x = layers.Concatenate()([layers.Reshape((1,))(price), known, ops.expand_dims(ops.log1p(ops.abs(price)), -1)])
    return keras.Model([price, kind], layers.Dense(1)(layers.Dense(4, "relu")(x)))


def normal_axes():
    x = keras.Input((4, 5, 6), name="x")
    y = layers.LayerNormalization(axis=[1, 2], center=False)(x)
    y = layers.LayerNormalization(axis=-2, scale=False, epsilon=1e-2)(y)
    y = layers.GroupNormalization(groups=-1, axis=1)(y)
    y = layers.UnitNormalization(axis=[1, 3])(y)
    return keras.Model(x, layers.Dense(2)(layers.Softmax(axis=[1, 2])(layers.Permute((3, 1, 2))(y))))


def two_ways():
    """Two directions that differ, and steps that a mask leaves out give zeros."""
    x = keras.Input((5, 3), name="x")
    y = layers.Masking(0.3)(layers.ReLU(threshold=0.3)(x))
    y = layers.Bidirectional(
        layers.LSTM(3, return_sequences=True, zero_output_for_mask=True),
        backward_layer=layers.LSTM(3, return_sequences=True, go_backwards=True, zero_output_for_mask=True),
    )(y)
    return keras.Model(x, layers.LSTM(2)(y))


def video():
    x = keras.Input((3, 6, 5, 2), name="x")
    y = layers.ConvLSTM2D(3, 3, padding="same", return_sequences=True)(x)
    y = layers.TimeDistributed(layers.MaxPooling2D(2, padding="same"))(y)
    y = layers.Conv3D(2, 2, strides=(1, 2, 1), padding="same", activation="silu")(y)
    return keras.Model(x, layers.Dense(2)(layers.GlobalAveragePooling3D()(y)))


def prepared():
    """Preparation as layers of the model."""
    image = keras.Input((7, 9, 3), name="image")
    y = layers.Rescaling([0.5, 1.0, 2.0], offset=[0.1, 0.0, -0.1])(image)
    y = layers.Normalization(axis=-1, mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 0.5])(y)
    y = layers.CenterCrop(6, 6)(layers.Resizing(8, 8)(y))
    y = layers.Cropping2D(((0, 1), (1, 0)))(y)
    return keras.Model(image, layers.Dense(2)(layers.Flatten()(y)))


def broadcast_merges():
    x, y = keras.Input((3, 4), name="x"), keras.Input((4,), name="y")
    z = layers.Multiply()([x, layers.RepeatVector(3)(layers.Dense(4)(y))])
    w = layers.Dot(axes=(2, 1), normalize=True)([z, y])
    w = layers.Minimum()([w, layers.Dense(3)(y)])
    return keras.Model([x, y], [layers.Dense(2)(w), layers.Dot(axes=1)([z, x])])


def counted_kinds():
    """Kinds and bins as many columns."""
    kind, age = ids("kind", 3, 4), keras.Input((2,), name="age")
    bins = layers.Discretization(bin_boundaries=[-0.5, 0.0, 0.5])(age)
    x = layers.CategoryEncoding(num_tokens=4, output_mode="count")(kind)
    y = layers.CategoryEncoding(num_tokens=4, output_mode="multi_hot")(bins)
    return keras.Model([kind, age], layers.Dense(2)(layers.Concatenate()([x, y])))


def einsums():
    x = keras.Input((4, 6), name="x")
    heads = layers.EinsumDense("btd,dhk->bhtk", output_shape=(2, None, 3), bias_axes="hk")(x)
    seen = ops.softmax(ops.einsum("bhtk,bhsk->bhts", heads, heads) / ops.sqrt(3.0), axis=-1)
    y = layers.EinsumDense("bhtk,hkd->btd", output_shape=(None, 6), activation="tanh")(ops.matmul(seen, heads))
    y = ops.where(ops.tril(ops.ones((4, 4)))[None, :, :1] > 0, y, ops.zeros_like(y))
    return keras.Model(x, layers.Dense(2)(ops.logsumexp(y, axis=1)))


MODELS = [
    penalized, constrained, normal_twice, nested_thrice, sequential_in_sequential, first_channels, given_states, mask_roads,
    whole_numbers, pieces, frozen_parts, many_kinds, wrapped_wrappers, tagged_words, masked_residual, seen_by_parts,
    same_again, numbers_alone, normal_axes, two_ways, video, prepared, broadcast_merges, counted_kinds, einsums,
]
