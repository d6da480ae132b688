"""Other models as Keras users write them today, small."""

import keras
import numpy as np
from keras import layers, ops
from today.parts import encoder_block, ids


def attention_by_hand():
    x = keras.Input((5, 8), name="x")
    query, key, value = (
        ops.transpose(ops.reshape(layers.Dense(8)(x), (-1, 5, 2, 4)), (0, 2, 1, 3)) for _ in range(3)
    )
    scores = ops.einsum("bhqd,bhkd->bhqk", query, key) / ops.sqrt(4.0)
    future = np.triu(np.ones((5, 5), "float32"), 1) * -1e9
    weights = ops.softmax(scores + future, axis=-1)
    seen = ops.reshape(ops.transpose(ops.matmul(weights, value), (0, 2, 1, 3)), (-1, 5, 8))
    return keras.Model(x, layers.Dense(2)(ops.mean(layers.Dense(8)(seen), axis=1)))


def wavenet():
    x = wave = keras.Input((16, 1), name="wave")
    x, skips = layers.Conv1D(4, 2, padding="causal")(x), []
    for rate in (1, 2, 4):
        gate = layers.Conv1D(4, 2, padding="causal", dilation_rate=rate, activation="sigmoid")(x)
        filtered = layers.Conv1D(4, 2, padding="causal", dilation_rate=rate, activation="tanh")(x)
        both = filtered * gate
        skips.append(layers.Conv1D(4, 1)(both))
        x = x + layers.Conv1D(4, 1)(both)
    return keras.Model(wave, layers.Conv1D(1, 1)(layers.ReLU()(layers.Add()(skips))))


def speech():
    """As Whisper: convolutions, fixed places, an encoder, a decoder that looks at it."""
    sound, tokens = keras.Input((12, 4), name="sound"), ids("tokens", 4, 7)
    x = layers.Conv1D(8, 3, padding="same", activation="gelu")(sound)
    x = layers.Conv1D(8, 3, strides=2, padding="same", activation="gelu")(x)
    place = np.outer(np.arange(6), 1 / 10 ** np.arange(0, 1, 0.25))
    x = x + np.concatenate([np.sin(place), np.cos(place)], axis=1).astype("float32")
    x = layers.LayerNormalization(epsilon=1e-5)(encoder_block(x))
    y = layers.Embedding(7, 8, mask_zero=True)(tokens)
    normal = layers.LayerNormalization()(y)
    y = y + layers.MultiHeadAttention(2, 4)(query=normal, value=normal, use_causal_mask=True)
    y = y + layers.MultiHeadAttention(2, 4)(layers.LayerNormalization()(y), x, x)
    y = y + layers.Dense(8)(layers.Dense(16, activation="gelu")(layers.LayerNormalization()(y)))
    return keras.Model([sound, tokens], layers.Dense(7)(y))


def mamba():
    """A selective state space, its recurrence as sums in the logarithm of the decay."""
    x = sequence = keras.Input((6, 4), name="sequence")
    for _ in range(2):
        both = layers.Dense(16, use_bias=False)(layers.RMSNormalization()(x))
        u, gate = ops.split(both, 2, axis=-1)
        u = ops.silu(layers.Conv1D(8, 3, padding="causal", groups=8)(u))
        step = ops.softplus(layers.Dense(8)(u))
        into, out = layers.Dense(3, use_bias=False)(u), layers.Dense(3, use_bias=False)(u)
        decay = -step[..., None] * np.arange(1, 4, dtype="float32")
        total = ops.cumsum(decay, axis=1)
        state = ops.exp(total) * ops.cumsum(ops.exp(-total) * (step * u)[..., None] * into[:, :, None, :], axis=1)
        y = ops.einsum("blds,bls->bld", state, out) + u
        x = x + layers.Dense(4, use_bias=False)(y * ops.silu(gate))
    return keras.Model(sequence, layers.Dense(2)(x[:, -1]))


def recommender():
    user, item = ids("user", 1, 7), ids("item", 1, 9)
    vectors = [layers.Flatten()(layers.Embedding(of, 4)(one)) for one, of in ((user, 7), (item, 9))]
    product = layers.Dot(axes=1, normalize=True)(vectors)
    deep = layers.Dense(1)(layers.Dense(6, activation="relu")(layers.Concatenate()(vectors)))
    return keras.Model([user, item], product + deep)


def tabular():
    """Numbers and categories as tokens (FT-Transformer)."""
    numbers = keras.Input((3,), name="numbers")
    categories = [ids(f"category{i}", 1, of) for i, of in enumerate((4, 6))]
    told = layers.EinsumDense("bf,fd->bfd", (3, 8), bias_axes="fd")(layers.BatchNormalization(synchronized=True)(numbers))
    words = [layers.Embedding(of, 8)(one) for one, of in zip(categories, (4, 6))]
    first = ops.zeros_like(told[:, :1])
    x = layers.Concatenate(axis=1)([first, told, *words])
    x = encoder_block(encoder_block(x))
    return keras.Model([numbers, *categories], layers.Dense(1)(ops.relu(layers.LayerNormalization()(x[:, 0]))))


def graph():
    """Attention along the edges of a graph."""
    nodes, edges = keras.Input((5, 4), name="nodes"), ids("edges", 25, 2)
    linked = ops.reshape(edges, (-1, 5, 5)) + np.eye(5, dtype="int32") > 0
    x = nodes
    for _ in range(2):
        h = layers.Dense(6, use_bias=False)(x)
        scores = layers.Dense(1)(h) + ops.swapaxes(layers.Dense(1)(h), 1, 2)
        scores = ops.leaky_relu(scores, negative_slope=0.2)
        weights = ops.softmax(ops.where(linked, scores, -1e9), axis=-1)
        x = ops.elu(ops.matmul(weights, h))
    return keras.Model([nodes, edges], layers.Dense(2)(ops.max(x, axis=1)))


def cells():
    x = keras.Input((4, 3), name="x")
    stack = layers.RNN([layers.LSTMCell(4), layers.GRUCell(3)], return_sequences=True)(x)
    both = layers.Bidirectional(layers.RNN(layers.StackedRNNCells([layers.SimpleRNNCell(3), layers.LSTMCell(2)])))(stack)
    return keras.Model(x, layers.Dense(1)(both))


def experts():
    """A soft mixture of experts, and the rows of the best."""
    x = keras.Input((6,), name="x")
    gate = layers.Dense(3, activation="softmax")(x)
    made = ops.stack([layers.Dense(4, activation="tanh")(x) for _ in range(3)], axis=1)
    mixed = ops.sum(ops.expand_dims(gate, -1) * made, axis=1)
    best = ops.one_hot(ops.argmax(gate, axis=-1), 3)
    chosen = ops.where(ops.expand_dims(best, -1) > 0.5, made, ops.zeros_like(made))
    return keras.Model(x, layers.Dense(2)(mixed + ops.squeeze(ops.max(chosen, axis=1, keepdims=True), axis=1)))


def routed():
    """A mixture of experts, of which each token takes the two best."""
    x = tokens = keras.Input((5, 8), name="tokens")
    logits = layers.Dense(4, use_bias=False, name="router")(layers.LayerNormalization()(x))
    best, which = ops.top_k(logits, 2)
    share = ops.softmax(best, axis=-1)
    combine = ops.sum(ops.one_hot(which, 4) * share[..., None], axis=-2)
    hidden = layers.EinsumDense("bld,edf->blef", (None, 4, 12), activation="gelu", bias_axes="ef")(x)
    made = layers.EinsumDense("blef,efd->bled", (None, 4, 8), bias_axes="ed")(hidden)
    x = x + ops.einsum("bled,ble->bld", made, combine)
    return keras.Model(tokens, layers.Dense(3)(ops.mean(x, axis=1)))


def contrast():
    """Two towers whose directions are compared, as in CLIP."""
    a, b = keras.Input((6,), name="a"), keras.Input((5,), name="b")
    left, right = (layers.Dense(4)(layers.Dense(6, activation="relu")(one)) for one in (a, b))
    left, right = (one / ops.norm(one, axis=-1, keepdims=True) for one in (left, right))
    return keras.Model([a, b], ops.clip(ops.exp(ops.sum(left * right, axis=-1, keepdims=True)), 0.1, 10.0))


def many_outputs():
    image, facts = keras.Input((6, 6, 2), name="image"), keras.Input((5,), name="facts")
    seen = layers.GlobalAveragePooling2D(keepdims=True)(layers.Conv2D(4, 3)(image))
    both = layers.Concatenate()([layers.Flatten()(seen), layers.Dense(4, activation="relu")(facts)])
    heads = [layers.Dense(units, name=name)(both) for name, units in (("one", 1), ("two", 2), ("three", 3))]
    return keras.Model([image, facts], heads)


def shared_block():
    """One block called again and again, as in ALBERT, inside a model of its own."""
    one = keras.Input((5, 8))
    block = keras.Model(one, encoder_block(one), name="block")
    x = tokens = keras.Input((5, 8), name="x")
    for _ in range(3):
        x = block(x)
    return keras.Model(tokens, layers.Dense(2)(layers.GlobalMaxPooling1D()(x)))


MODELS = [
    attention_by_hand, wavenet, speech, mamba, recommender, tabular, graph, cells, experts, routed, contrast, many_outputs,
    shared_block,
]  # fmt: skip
