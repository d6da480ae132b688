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

sys.path.insert(0, os.path.dirname(sys.argv[0]))
from today import convolved, language, odd, others, pictures, rare

MODELS = [*language.MODELS, *pictures.MODELS, *others.MODELS, *odd.MODELS, *convolved.MODELS, *rare.MODELS]
BATCH, RATE = 6, 0.05


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
