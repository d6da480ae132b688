"""Saves models with the real Keras, untrained, and prints what they say of some inputs, as JSON."""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

layers = keras.layers
folder = sys.argv[1]


def cnn():
    return keras.Sequential(
        [
            layers.Conv2D(4, 3, activation="relu"),
            layers.BatchNormalization(synchronized=True),
            layers.MaxPooling2D(2),
            layers.LeakyReLU(negative_slope=0.1),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.L2(0.001)),
        ]
    )


def recurrent():
    return keras.Sequential(
        [
            keras.Input((12,), dtype="int32"),
            layers.Embedding(500, 8),
            layers.Bidirectional(layers.LSTM(6, return_sequences=True, dropout=0.1)),
            layers.GRU(5, reset_after=False),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def siamese():
    a, b = keras.Input((8,), name="a"), keras.Input((8,), name="b")
    encoder = keras.Sequential(
        [keras.Input((8,)), layers.Dense(4, activation="tanh"), layers.BatchNormalization(), layers.Dense(3)],
        name="encoder",
    )
    left, right = encoder(a), encoder(b)
    merged = layers.Concatenate()([left, right, layers.Multiply()([left, right])])
    return keras.Model([a, b], layers.Dense(1, name="same")(merged))


def masked():
    """Masks of functional models are nodes and arguments of their own in what Keras 3 saves."""
    ids = keras.Input((12,), dtype="int32")
    embedded = layers.Embedding(500, 6, mask_zero=True)(ids)
    attended = layers.MultiHeadAttention(2, 3)(embedded, embedded)
    whole = layers.LSTM(5, return_sequences=True)(layers.Add()([embedded, attended]))
    both = layers.Bidirectional(layers.GRU(4, return_sequences=True))(layers.LayerNormalization()(whole))
    mean = layers.GlobalAveragePooling1D()(layers.Dropout(0.1)(both))
    rows = layers.Masking(0.0)(layers.Reshape((4, 2))(mean))
    return keras.Model(ids, layers.Dense(1)(layers.LSTM(3)(rows)))


MODELS = {"masked": (masked, [(12,)]), "cnn": (cnn, [(28, 28, 1)]), "recurrent": (recurrent, [(12,)]), "siamese": (siamese, [(8,), (8,)])}


def inputs_of(name, shapes):
    for i, shape in enumerate(shapes):
        numbers = np.arange(3 * np.prod(shape)).reshape((3, *shape)) + i
        if name == "masked":
            yield (numbers * 7919 % 3).astype("int32")
            continue
        yield (numbers * 7919 % 500).astype("int32") if name == "recurrent" else np.abs(np.sin(numbers * 12.9898)).astype("float32")


answers = {}
for name, (make, shapes) in MODELS.items():
    keras.utils.set_random_seed(3)
    model = make()
    inputs = list(inputs_of(name, shapes))
    model(inputs if len(inputs) > 1 else inputs[0])
    random = np.random.default_rng(1)
    for weight in model.weights:  # biases and moving averages too: none has its initial value
        if "seed" not in weight.path:
            positive = "variance" in weight.path
            weight.assign(random.uniform(0.5 if positive else -0.2, 1.5 if positive else 0.2, weight.shape))
    for ending in ("keras", "h5"):
        model.save(f"{folder}/{name}.{ending}")
    output = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    answers[name] = {"inputs": [values.flatten().tolist() for values in inputs], "output": output.flatten().tolist()}
print(json.dumps(answers))
