"""Models of language, as Keras users write them today, small."""

import keras
import numpy as np
from keras import layers, ops
from today.parts import encoder_block, ids


def gpt():
    tokens = ids("tokens", 6, 11)
    places = ops.cumsum(ops.ones_like(tokens), axis=-1) - 1
    words = layers.ReversibleEmbedding(11, 8, tie_weights=True, name="words")
    x = words(tokens) + layers.Embedding(6, 8)(places)
    x = encoder_block(x, use_causal_mask=True)
    return keras.Model(tokens, words(layers.LayerNormalization()(x), reverse=True))


def llama():
    """Rotary places, grouped queries, RMS norms, a gated feed-forward part."""
    tokens = ids("tokens", 6, 11)
    x = layers.Embedding(11, 8)(tokens)
    normal = layers.RMSNormalization()(x)
    places = ops.cast(ops.expand_dims(ops.cumsum(ops.ones_like(tokens), axis=1) - 1, -1), "float32")
    angles = places * ops.convert_to_tensor(np.float32([1.0, 0.1, 0.01, 0.001]))
    first, second = ops.split(normal, 2, axis=-1)
    turned = ops.concatenate(
        [first * ops.cos(angles) - second * ops.sin(angles), first * ops.sin(angles) + second * ops.cos(angles)], axis=-1
    )
    x = x + layers.GroupQueryAttention(4, 4, 2)(turned, normal, use_causal_mask=True)
    normal = layers.RMSNormalization()(x)
    gated = ops.silu(layers.Dense(12, use_bias=False)(normal)) * layers.Dense(12, use_bias=False)(normal)
    x = x + layers.Dense(8, use_bias=False)(gated)
    return keras.Model(tokens, layers.Dense(11)(layers.RMSNormalization()(x)))


def bert():
    """Two sentences in one row, padded; the mask of padding goes to every block, and what is pooled is the first token."""
    tokens, segments = ids("tokens", 7, 11), ids("segments", 7, 2)
    padding = ops.not_equal(tokens, 0)
    places = ops.expand_dims(ops.arange(7), 0) + ops.zeros_like(tokens)
    x = layers.Embedding(11, 8)(tokens) + layers.Embedding(7, 8)(places) + layers.Embedding(2, 8)(segments)
    x = layers.Dropout(0.0)(layers.LayerNormalization(epsilon=1e-12)(x))
    for _ in range(2):
        seen = layers.MultiHeadAttention(2, 4)(x, x, attention_mask=padding[:, None, :])
        x = layers.LayerNormalization(epsilon=1e-12)(layers.Add()([x, layers.Dropout(0.0)(seen)]))
        wide = layers.Dense(8)(layers.Dense(16, activation=keras.activations.gelu)(x))
        x = layers.LayerNormalization(epsilon=1e-12)(layers.Add()([x, wide]))
    pooled = layers.Dense(8, activation="tanh", name="pooler")(x[:, 0, :])
    return keras.Model({"tokens": tokens, "segments": segments}, {"pooled": layers.Dense(2)(pooled), "words": layers.Dense(11)(x)})


def bert_masks():
    """The same where masks go by themselves."""
    tokens = ids("tokens", 7, 5)
    x = layers.Embedding(5, 8, mask_zero=True)(tokens)
    for _ in range(2):
        x = layers.LayerNormalization()(x + layers.MultiHeadAttention(2, 4)(x, x))
        x = layers.LayerNormalization()(x + layers.Dense(8)(layers.Dense(16, activation="gelu")(x)))
    return keras.Model(tokens, layers.Dense(2)(layers.GlobalAveragePooling1D()(x)))


def t5():
    """Encoder and decoder with relative places: a bias by bucket and head, shared by the layers of a side."""
    source, target = ids("source", 6, 9), ids("target", 5, 9)
    words = layers.Embedding(9, 8, name="shared")

    def bias(tokens, length, both):
        distance = np.arange(length)[None, :] - np.arange(length)[:, None]
        bucket = np.clip(distance, -2, 2) + 2 if both else np.clip(-distance, 0, 3)
        buckets = ops.zeros_like(tokens[:, :, None]) + bucket.astype("int32")
        return ops.transpose(layers.Embedding(8, 2)(buckets), (0, 3, 1, 2))

    def attend(x, memory, bias):
        query, key, value = (
            layers.EinsumDense("bld,dhk->bhlk", (2, None, 4))(of) for of in (x, memory, memory)
        )
        scores = ops.einsum("bhqk,bhmk->bhqm", query, key)
        weights = ops.softmax(scores + bias if bias is not None else scores)
        return layers.EinsumDense("bhlk,hkd->bld", (None, 8))(weights @ value)

    def feed_forward(x):
        gate = ops.gelu(layers.Dense(12, use_bias=False)(x), approximate=True)
        return layers.Dense(8, use_bias=False)(gate * layers.Dense(12, use_bias=False)(x))

    x, places = words(source), bias(source, 6, True)
    padding = ops.where(ops.equal(source, 0), -1e9, 0.0)[:, None, None, :]
    for _ in range(2):
        normal = layers.RMSNormalization(epsilon=1e-6)(x)
        x = x + attend(normal, normal, places + padding)
        x = x + feed_forward(layers.RMSNormalization()(x))
    memory = layers.RMSNormalization()(x)
    y, future = words(target), np.triu(np.full((5, 5), -1e9, "float32"), 1)
    places = bias(target, 5, False) + future
    normal = layers.RMSNormalization()(y)
    y = y + attend(normal, normal, places)
    y = y + attend(layers.RMSNormalization()(y), memory, padding)
    y = layers.RMSNormalization()(y + feed_forward(layers.RMSNormalization()(y)))
    return keras.Model([source, target], layers.Dense(9, use_bias=False)(y * 8**-0.5))


def rwkv():
    """Receptance, keys and values, as sums over the past."""
    tokens = ids("tokens", 6, 9)
    x = layers.LayerNormalization()(layers.Embedding(9, 8)(tokens))

    def shifted(x):
        return ops.pad(x[:, :-1], ((0, 0), (1, 0), (0, 0)))

    for _ in range(2):
        normal = layers.LayerNormalization()(x)
        mixed = 0.5 * normal + 0.5 * shifted(normal)
        receptance = ops.sigmoid(layers.Dense(8, use_bias=False)(mixed))
        key, value = layers.Dense(8, use_bias=False)(mixed), layers.Dense(8, use_bias=False)(mixed)
        weight = ops.exp(ops.minimum(key, 10.0))
        seen = ops.cumsum(weight * value, axis=1) / (ops.cumsum(weight, axis=1) + 1e-6)
        x = x + layers.Dense(8, use_bias=False)(receptance * seen)
        normal = layers.LayerNormalization()(x)
        key = ops.square(ops.relu(layers.Dense(16, use_bias=False)(shifted(normal))))
        x = x + ops.sigmoid(layers.Dense(8)(normal)) * layers.Dense(8, use_bias=False)(key)
    return keras.Model(tokens, layers.Dense(9)(layers.LayerNormalization()(x)))


def seq2seq():
    source, target = ids("source", 5, 9), ids("target", 4, 7)
    seen, h, c = layers.LSTM(6, return_sequences=True, return_state=True)(layers.Embedding(9, 4)(source))
    said = layers.LSTM(6, return_sequences=True)(layers.Embedding(7, 4)(target), initial_state=[h, c])
    context = layers.Attention()([said, seen])
    return keras.Model([source, target], layers.Dense(7)(layers.Concatenate()([said, context])))


def masked_seq2seq():
    source, target = ids("source", 5, 4), ids("target", 4, 4)
    embedded = layers.Embedding(4, 4, mask_zero=True)(source)
    seen, *states = layers.Bidirectional(layers.GRU(3, return_sequences=True, return_state=True))(embedded)
    state = layers.Concatenate()(states)
    said = layers.GRU(6, return_sequences=True)(layers.Embedding(4, 4)(target), initial_state=state)
    context = layers.AdditiveAttention()([said, seen])
    return keras.Model([source, target], layers.Dense(4)(layers.Concatenate()([said, context])))


def dictionaries():
    """As KerasHub has its inputs."""
    inputs = {"token_ids": ids("token_ids", 5, 9), "padding_mask": ids("padding_mask", 5, 2)}
    mask = ops.cast(inputs["padding_mask"], "bool")
    x = layers.Embedding(9, 8)(inputs["token_ids"])
    x = encoder_block(x, attention_mask=ops.expand_dims(mask, 1))
    sums = ops.einsum("bld,bl->bd", x, ops.cast(mask, "float32"))
    return keras.Model(inputs, {"label": layers.Dense(2, name="label")(sums), "score": layers.Dense(1, name="score")(sums)})


def adapted():
    """With adapters of low rank, which Keras adds to the kernels as it saves them, and a head that is trained."""
    tokens = ids("tokens", 5, 9)
    x = encoder_block(layers.Embedding(9, 8)(tokens))
    body = keras.Model(tokens, layers.Dense(6, activation="relu")(x[:, 0]))
    for layer in body.layers:
        if isinstance(layer, (layers.Dense, layers.Embedding)):
            layer.enable_lora(2)
        layer.trainable = False
    return keras.Model(tokens, layers.Dense(2)(body.output))


MODELS = [gpt, llama, bert, bert_masks, t5, rwkv, seq2seq, masked_seq2seq, dictionaries, adapted]
