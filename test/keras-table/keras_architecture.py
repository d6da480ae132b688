"""Makes an architecture of keras.applications, or loads what was exported of it, and says what it computes.

`make NAME HEIGHT WIDTH SCALE POOLING FOLDER`: saves the model with random weights as FOLDER/model.keras and model.h5,
without dropout; writes the inputs, the outputs and the gradient of one step (again with its samples in reverse) to FOLDER,
and what both are in float64, all as float32; prints names and shapes of the weights as JSON. With POOLING (`avg`, `max`) it is the architecture
without its top, under a head of its own.
`load FILE FOLDER`: writes the outputs of that file for the same inputs to FOLDER/exported.f32.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

BATCH, CLASSES = 4, 10


def write(folder, name, values):
    np.asarray(values, "float32").tofile(f"{folder}/{name}.f32")


def without_dropout(name, shape, pooling):
    build = getattr(keras.applications, name)
    if pooling:
        base = build(weights=None, input_shape=shape, include_top=False, pooling=pooling)
        head = keras.layers.Dense(CLASSES, activation="softmax", name="head")
        model = keras.Model(base.input, head(base.output))
    else:
        model = build(weights=None, input_shape=shape, classes=CLASSES)
    for layer in model.layers:
        for rate in ("rate", "drop_path_rate"):
            if hasattr(layer, rate):
                setattr(layer, rate, 0.0)
    return model


def leaves(model):
    """Layers at every depth that are no models, in the order of the weights."""
    return [leaf for layer in model.layers for leaf in (leaves(layer) if hasattr(layer, "layers") else [layer])]


def set_averages(model, inputs, random):
    """Near what they are of these inputs: far from it, numbers grow from layer to layer until a softmax tells nothing."""
    norms = [layer for layer in leaves(model) if isinstance(layer, keras.layers.BatchNormalization)]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    model(inputs, training=True)
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum
        mean, variance = np.asarray(norm.moving_mean), np.asarray(norm.moving_variance)
        norm.moving_mean.assign(mean + random.uniform(-0.1, 0.1, mean.shape) * np.sqrt(variance))
        norm.moving_variance.assign(variance * random.uniform(0.8, 1.2, variance.shape))


def write_gradient(model, inputs, labels, file):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(keras.losses.categorical_crossentropy(labels, model(inputs, training=True)))
    with open(file, "wb") as out:
        for gradient in tape.gradient(loss, [weight.value for weight in model.trainable_weights]):
            out.write(np.asarray(gradient, "float32").tobytes())


def make(name, shape, scale, pooling, folder):
    keras.utils.set_random_seed(1)
    model = without_dropout(name, shape, pooling)
    random = np.random.default_rng(1)
    # Scales and biases too: none has its initial value. A Normalization takes its own up when it is loaded.
    kept = [weight for layer in leaves(model) if isinstance(layer, keras.layers.Normalization) for weight in layer.weights]
    for weight in (weight for weight in model.weights if all(weight is not one for one in kept)):
        kind = weight.path.split("/")[-1]
        if kind == "gamma":
            weight.assign(random.uniform(0.8, 1.2, weight.shape))
        elif kind in ("beta", "bias"):
            weight.assign(random.uniform(-0.1, 0.1, weight.shape))
    inputs = scale * random.uniform(size=(BATCH, *shape)).astype("float32")
    labels = np.eye(CLASSES, dtype="float32")[random.integers(CLASSES, size=BATCH)]
    set_averages(model, inputs, random)
    for ending in ("keras", "h5"):
        model.save(f"{folder}/model.{ending}")
    write(folder, "inputs", inputs)
    write(folder, "labels", labels)
    write(folder, "outputs", model(inputs, training=False))
    weights = model.get_weights()
    write_gradient(model, inputs, labels, f"{folder}/gradient.f32")
    write_gradient(model, inputs[::-1], labels[::-1], f"{folder}/reversed.f32")
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    exact = without_dropout(name, shape, pooling)
    exact.set_weights(weights)
    write(folder, "exact_outputs", exact(inputs.astype("float64"), training=False))
    write_gradient(exact, inputs.astype("float64"), labels.astype("float64"), f"{folder}/exact.f32")
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    named = [
        [layer.name, [list(weight.shape) for weight in layer.trainable_weights]]
        for layer in leaves(model)
        if layer.trainable_weights
    ]
    return {"parameters": model.count_params(), "trainable": named}


def load(file, folder):
    model = keras.models.load_model(file, compile=False)
    shape = (BATCH, *model.input_shape[1:])
    inputs = np.fromfile(f"{folder}/inputs.f32", "float32").reshape(shape)
    write(folder, "exported", model(inputs, training=False))
    return {}


what, *rest = sys.argv[1:]
if what == "make":
    name, height, width, scale, pooling, folder = rest
    print(json.dumps(make(name, (int(height), int(width), 3), float(scale), pooling, folder)))
else:
    print(json.dumps(load(*rest)))
