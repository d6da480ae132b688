"""The Keras side of a comparison: `make` saves an untrained model, `train` prints its loss at every step."""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

layers = keras.layers


def mlp(relu):
    return keras.Sequential(
        [keras.Input((784,)), layers.Dense(512, activation=relu), layers.Dense(10, activation="softmax")]
    )


def cnn(relu):
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation=relu),
            layers.Conv2D(64, 3, activation=relu),
            layers.MaxPooling2D(2) if relu == "relu" else layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(128, activation=relu),
            layers.Dense(10, activation="softmax"),
        ]
    )


def normalized(relu):
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 3, strides=2),
            layers.BatchNormalization(synchronized=True),
            layers.Activation(relu),
            layers.Flatten(),
            layers.Dense(64),
            layers.BatchNormalization(synchronized=True),
            layers.Activation(relu),
            layers.Dense(10, activation="softmax"),
        ]
    )


def lstm(_):
    return keras.Sequential(
        [
            keras.Input((80,), dtype="int32"),
            layers.Embedding(20_000, 128),
            layers.LSTM(128),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


MODELS = {"mlp": mlp, "cnn": cnn, "normalized": normalized, "lstm": lstm}


def train(folder, optimizer, loss, shape, kind, batch_size, steps, backwards):
    model = keras.models.load_model(f"{folder}/model.keras")
    options = {"learning_rate": 0.001, **({"beta_2": 1 - 2**-10} if optimizer == "adam" else {})}
    if loss == "binary_crossentropy":  # of the logits, as on TensorFlow; elsewhere Keras cuts probabilities off
        model.layers[-1].activation = keras.activations.linear
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.get({"class_name": optimizer, "config": options}), loss)
    order = np.fromfile(f"{folder}/order.bin", "uint32")
    inputs = np.fromfile(f"{folder}/inputs.bin", kind).reshape(len(order), *shape)[order]
    targets = np.fromfile(f"{folder}/targets.bin", "float32").reshape(len(order), -1)[order]
    for step in range(steps):
        batch = np.arange(step * batch_size, (step + 1) * batch_size)
        if backwards:  # the same batch: only rounding differs
            batch = batch[::-1]
        model.reset_metrics()
        yield float(model.train_on_batch(inputs[batch], targets[batch]))


command, folder, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
if command == "make":
    keras.utils.set_random_seed(options["seed"])
    MODELS[options["model"]](options["activation"]).save(f"{folder}/model.keras")
else:
    print(json.dumps(list(train(folder, **options))))
