"""Models as Keras users write them today, small: saves each, trains it, and loads what was exported of it.

`save FOLDER`: saves each model as FOLDER/NAME.keras with arbitrary weights, and prints by name its inputs and targets
with their numbers, what it puts out, the loss of three steps of SGD, and what it puts out after them.
`load FOLDER`: prints by name what FOLDER/NAME.keras puts out, where there is such a file, for the inputs that come in by
name of the model.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers, ops

BATCH, RATE = 6, 0.05


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


def vit():
    image = keras.Input((8, 8, 3), name="image")
    patches = layers.Reshape((4, 8))(layers.Conv2D(8, 4, strides=4)(image))
    zeros = ops.zeros_like(patches[:, :1, 0], dtype="int32")
    x = layers.Concatenate(axis=1)([layers.Embedding(1, 8, name="class_token")(zeros), patches])
    places = ops.cumsum(ops.ones_like(x[:, :, 0]), axis=1) - 1
    x = x + layers.Embedding(5, 8, name="positions")(places)
    x = encoder_block(encoder_block(x))
    return keras.Model(image, layers.Dense(3, activation="softmax")(layers.LayerNormalization()(x)[:, 0]))


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


def siamese():
    left, right = keras.Input((8, 8, 1), name="left"), keras.Input((8, 8, 1), name="right")
    tower = keras.Sequential(
        [layers.Conv2D(3, 3, activation="relu"), layers.MaxPooling2D(), layers.Flatten(), layers.Dense(4)], name="tower"
    )
    a, b = tower(left), tower(right)
    distance = ops.sqrt(ops.sum(ops.square(a - b), axis=1, keepdims=True) + 1e-6)
    return keras.Model([left, right], layers.Dense(1, activation="sigmoid")(distance))


def many_outputs():
    image, facts = keras.Input((6, 6, 2), name="image"), keras.Input((5,), name="facts")
    seen = layers.GlobalAveragePooling2D(keepdims=True)(layers.Conv2D(4, 3)(image))
    both = layers.Concatenate()([layers.Flatten()(seen), layers.Dense(4, activation="relu")(facts)])
    heads = [layers.Dense(units, name=name)(both) for name, units in (("one", 1), ("two", 2), ("three", 3))]
    return keras.Model([image, facts], heads)


def dictionaries():
    """As KerasHub has its inputs."""
    inputs = {"token_ids": ids("token_ids", 5, 9), "padding_mask": ids("padding_mask", 5, 2)}
    mask = ops.cast(inputs["padding_mask"], "bool")
    x = layers.Embedding(9, 8)(inputs["token_ids"])
    x = encoder_block(x, attention_mask=ops.expand_dims(mask, 1))
    sums = ops.einsum("bld,bl->bd", x, ops.cast(mask, "float32"))
    return keras.Model(inputs, {"label": layers.Dense(2, name="label")(sums), "score": layers.Dense(1, name="score")(sums)})


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


def recommender():
    user, item = ids("user", 1, 7), ids("item", 1, 9)
    vectors = [layers.Flatten()(layers.Embedding(of, 4)(one)) for one, of in ((user, 7), (item, 9))]
    product = layers.Dot(axes=1, normalize=True)(vectors)
    deep = layers.Dense(1)(layers.Dense(6, activation="relu")(layers.Concatenate()(vectors)))
    return keras.Model([user, item], product + deep)


def cells():
    x = keras.Input((4, 3), name="x")
    stack = layers.RNN([layers.LSTMCell(4), layers.GRUCell(3)], return_sequences=True)(x)
    both = layers.Bidirectional(layers.RNN(layers.StackedRNNCells([layers.SimpleRNNCell(3), layers.LSTMCell(2)])))(stack)
    return keras.Model(x, layers.Dense(1)(both))


def frames():
    """A model of pictures at each step of a film."""
    film = keras.Input((3, 6, 6, 1), name="film")
    look = keras.Sequential([keras.Input((6, 6, 1)), layers.Conv2D(3, 3, activation="relu"), layers.Flatten(), layers.Dense(4)])
    one = keras.Input((4,))
    think = keras.Model(one, layers.Dense(3)(one) + layers.Dense(3, activation="tanh")(one))
    x = layers.TimeDistributed(think)(layers.TimeDistributed(look)(film))
    return keras.Model(film, layers.Dense(1)(layers.LSTM(3)(x)))


def experts():
    """A soft mixture of experts, and the rows of the best."""
    x = keras.Input((6,), name="x")
    gate = layers.Dense(3, activation="softmax")(x)
    made = ops.stack([layers.Dense(4, activation="tanh")(x) for _ in range(3)], axis=1)
    mixed = ops.sum(ops.expand_dims(gate, -1) * made, axis=1)
    best = ops.one_hot(ops.argmax(gate, axis=-1), 3)
    chosen = ops.where(ops.expand_dims(best, -1) > 0.5, made, ops.zeros_like(made))
    return keras.Model(x, layers.Dense(2)(mixed + ops.squeeze(ops.max(chosen, axis=1, keepdims=True), axis=1)))


def contrast():
    """Two towers whose directions are compared, as in CLIP."""
    a, b = keras.Input((6,), name="a"), keras.Input((5,), name="b")
    left, right = (layers.Dense(4)(layers.Dense(6, activation="relu")(one)) for one in (a, b))
    left, right = (one / ops.norm(one, axis=-1, keepdims=True) for one in (left, right))
    return keras.Model([a, b], ops.clip(ops.exp(ops.sum(left * right, axis=-1, keepdims=True)), 0.1, 10.0))


MODELS = [
    vit, gpt, llama, attention_by_hand, mixer, wavenet, unet, seq2seq, masked_seq2seq, siamese, many_outputs, dictionaries,
    windows, squeezed, recommender, cells, frames, experts, contrast,
]  # fmt: skip


def made(build):
    keras.utils.set_random_seed(1)
    model = build()
    random = np.random.default_rng(1)
    for weight in model.weights:
        if "seed" in weight.path:
            continue
        kind = weight.path.split("/")[-1]
        near = 1 if kind in ("gamma", "scale", "moving_variance") else 0
        weight.assign(near + random.uniform(-0.4, 0.4, weight.shape))
    return model


def column(tensor, random, least):
    """What goes in or is wanted, with its numbers."""
    shape = [int(side) for side in tensor.shape[1:]]
    of = getattr(tensor, "ids", None)
    drawn = random.integers(0, of, (BATCH, *shape)) if of else random.uniform(least, 1, (BATCH, *shape))
    return {"shape": shape, **({"ids": of} if of else {}), "values": drawn.ravel().tolist()}


def arrays(columns, structure):
    """As a model takes them: one, a list, or a dictionary."""
    kinds = [(one, "int32" if "ids" in one else "float32") for one in columns.values()]
    flat = [np.array(one["values"], kind).reshape((BATCH, *one["shape"])) for one, kind in kinds]
    return keras.tree.pack_sequence_as(structure, flat)


def outputs_of(model, inputs):
    said = model.predict_on_batch(arrays(inputs, model.input))
    return [np.asarray(one).ravel().tolist() for one in keras.tree.flatten(said)]


def saved(build, folder):
    model = made(build)
    model.save(f"{folder}/{build.__name__}.keras")
    random = np.random.default_rng(2)
    inputs = {one.name: column(one, random, -1) for one in model.inputs}
    targets = {f"y{i}": column(one, random, 0) for i, one in enumerate(model.outputs)}
    before = outputs_of(model, inputs)
    loss = keras.tree.map_structure(lambda _: "mean_squared_error", model.output)
    model.compile(keras.optimizers.SGD(RATE), loss, jit_compile=False, run_eagerly=True)
    losses = []
    for _ in range(3):
        logs = model.train_on_batch(arrays(inputs, model.input), arrays(targets, model.output), return_dict=True)
        losses.append(float(logs["loss"]))
        model.reset_metrics()
    after = outputs_of(model, inputs)
    return {"inputs": inputs, "targets": targets, "before": before, "losses": losses, "after": after}


def answer(work):
    try:
        return work()
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:1500]}


def main(command, folder, given):
    for build in MODELS:
        name = build.__name__
        keras.backend.clear_session()
        if command == "save":
            yield name, answer(lambda: saved(build, folder))
        elif os.path.exists(file := f"{folder}/{name}.keras"):
            yield name, answer(lambda: outputs_of(keras.models.load_model(file, compile=False), given[name]))


command, folder = sys.argv[1:]
print(json.dumps(dict(main(command, folder, json.load(sys.stdin) if command == "load" else None))))
