"""Trains programs (test/programs/program.ts) in Keras: a JSON list in, outcomes by name out.

Each program is `{ program, columns }`; `columns` holds one list of numbers a step by name of input or target.
"""
import json
import sys

import keras
import numpy as np
from keras_words import called, loss_of, metric_of, optimizer_of, python, snake


def make(spec, made):
    config = python(spec.get("config", {}))
    if "name" in spec:
        config["name"] = spec["name"]
    kind = spec["kind"]
    if kind == "Sequential":
        layer = keras.Sequential([make(one, made) for one in spec["layers"]], **config)
    else:
        for key in ("layer", "backwardLayer"):
            if key in spec:
                config[snake(key)] = make(spec[key], made)
        if "cells" in spec:
            cells = [make(one, made) for one in spec["cells"]]
            config["cell"] = cells if len(cells) > 1 else cells[0]
        layer = getattr(keras.layers, kind)(**config)
    made[spec.get("name", layer.name)] = layer
    return layer


def build(program):
    made, tensors, inputs = {}, {}, []
    for name, values in program["inputs"].items():
        dtype = "int32" if "ids" in values else "float32"
        tensors[name] = last = keras.Input(tuple(values["shape"]), dtype=dtype, name=name)
        inputs.append(last)
    for node in program["nodes"]:
        of = node.get("of")
        of = [of] if isinstance(of, str) else of
        given = [last] if of is None else [tensors[name] for name in of]
        if "operation" in node:
            out = operate(node, given)
            last = out[0] if isinstance(out, (list, tuple)) else out
            tensors[node.get("as", node["operation"])] = last
            continue
        layer = made[node["call"]] if "call" in node else make(node, made)
        args = python(node.get("args", {}))
        args |= {snake(name): tensors[tensor] for name, tensor in node.get("named", {}).items()}
        args |= {"initial_state": [tensors[name] for name in node["states"]]} if "states" in node else {}
        spread = isinstance(layer, (keras.layers.MultiHeadAttention, keras.layers.GroupQueryAttention))
        out = layer(*(given if spread or len(given) == 1 else [given]), **args)
        several = isinstance(out, (list, tuple))
        last = out[0] if several else out
        key = node.get("as", node.get("name", layer.name))
        tensors[key] = last
        for i, one in enumerate(out if several else []):
            tensors[f"{key}:{i}"] = one
    outputs = [tensors[name] for name in program["outputs"]] if "outputs" in program else [last]
    model = keras.Model(inputs if len(inputs) > 1 else inputs[0], outputs if len(outputs) > 1 else outputs[0])
    made["model"] = model
    for name, value in program.get("trainable", []):
        made[name].trainable = value
    return model


def operate(node, tensors):
    """A function of `keras.ops`, by its class."""

    def argument(value):
        if isinstance(value, list):
            return [argument(one) for one in value]
        if not isinstance(value, dict):
            return value
        if "tensor" in value:
            return tensors[value["tensor"]]
        if "constant" in value:
            return np.array(value["constant"], value["dtype"]).reshape(value["shape"])
        return Ellipsis if "ellipsis" in value else slice(*value["slice"])

    import keras.src.ops as ops

    modules = [ops.numpy, ops.nn, ops.math, ops.core, ops.linalg, ops.image]
    kind = next(getattr(module, node["operation"]) for module in modules if hasattr(module, node["operation"]))
    options = python(node.get("options", {}))
    given = [argument(value) for value in node["arguments"]]
    given = [tuple(value) if node["operation"] == "GetItem" and isinstance(value, list) else value for value in given]
    return kind(**options)(*given)


def weights_of(layer, found):
    """Variables by `layer/variable`, as tfjs names them; a second of a name gets a number."""
    inner = getattr(layer, "layers", None)
    if inner is None and isinstance(layer, keras.layers.Bidirectional):
        inner = [layer.forward_layer, layer.backward_layer]
    if isinstance(layer, keras.layers.TimeDistributed):
        inside = layer.layer
        inner = [inside] if hasattr(inside, "layers") or isinstance(inside, keras.layers.Bidirectional) else None
    if inner is not None:
        for one in inner:
            weights_of(one, found)
        return found
    for number, cell in enumerate(getattr(getattr(layer, "cell", None), "cells", [])):
        # As tfjs names cells in a stack.
        found.update({f"RNNCell_{number}/{variable.name}": variable for variable in cell.weights})
    for variable in layer.weights:
        if any(variable is known for known in found.values()):
            continue
        if "seed_generator" in variable.path:
            continue
        if isinstance(layer, (keras.layers.MultiHeadAttention, keras.layers.GroupQueryAttention)):
            found["/".join(variable.path.split("/")[-2:])] = variable
            continue
        own = "depthwise_kernel" if isinstance(layer, keras.layers.DepthwiseConv2D) else "kernel"
        name = own if variable.name == "kernel" else variable.name
        key, count = f"{layer.name}/{name}", 1
        while any(key == known and found[known] is not variable for known in found):
            key, count = f"{layer.name}/{name}_{count}", count + 1
        found[key] = variable
    return found


def initialize(weights, zeros):
    count = 0
    for name in sorted(weights):
        shape = weights[name].shape
        size = int(np.prod(shape))
        wave = np.sin(1.7 * np.arange(count + 1, count + size + 1) + 0.3).astype("float32")
        count += size
        if name in zeros:
            wave = 0 * wave
        weights[name].assign((1 + wave / 2 if "moving_variance" in name else np.float32(0.6) * wave).reshape(shape))


def digits(values):
    return [float(f"{value:.8g}") for value in np.asarray(values, "float64").ravel()]


def train(case):
    keras.backend.clear_session()
    program, columns = case["program"], case["columns"]
    model = build(program)
    weights = weights_of(model, {})
    initialize(weights, program.get("zeros", []))
    chosen = program.get("optimizer", {"kind": "sgd", "args": [0.02]})
    optimizer = optimizer_of(chosen)
    if clip := program.get("clip"):
        optimizer.clipvalue, optimizer.global_clipnorm = clip.get("value"), clip.get("norm")
    loss = program.get("loss", "meanSquaredError")
    loss = [called(one) for one in loss] if isinstance(loss, list) else loss_of(loss)
    metrics = [metric_of(one, program) for one in program.get("metrics", [])]
    weighted = [called(one) for one in program.get("weightedMetrics", [])]
    model.compile(
        optimizer=optimizer,
        loss=loss,
        loss_weights=program.get("lossWeights"),
        metrics=metrics or None,
        weighted_metrics=weighted or None,
        jit_compile=False,
        run_eagerly=True,
    )
    class_weight = {int(key): one for key, one in program["classWeight"].items()} if "classWeight" in program else None
    batch = program.get("batch", 4)
    steps = len(next(iter(columns.values())))

    def arrays(kind, step):
        out = []
        for name, values in program.get(kind, {}).items():
            dtype = "int32" if "ids" in values else "float32"
            out.append(np.array(columns[name][step], dtype).reshape([batch, *values["shape"]]))
        return out if len(out) > 1 else out[0] if out else None

    logs = []
    for step in range(steps):
        if "rates" in program:
            optimizer.learning_rate.assign(program["rates"][step])
        log = model.train_on_batch(
            arrays("inputs", step),
            arrays("targets", step),
            sample_weight=arrays("weights", step),
            class_weight=class_weight,
            return_dict=True,
        )
        model.reset_metrics()
        # Keras sorts them by name.
        plain = [one if isinstance(one, str) else one.name for one in metrics]
        order = [*plain, *(f"weighted_{one}" if one in plain else one for one in weighted)]
        names = sorted(log, key=lambda name: order.index(name) if name in order else -1)
        logs.append({name: float(f"{log[name]:.8g}") for name in names})
    evaluated = model.test_on_batch(
        arrays("inputs", 0), arrays("targets", 0), sample_weight=arrays("weights", 0), return_dict=True
    )
    predicted = model.predict_on_batch(arrays("inputs", 0))
    outputs = predicted if isinstance(predicted, (list, tuple)) else [predicted]
    return {
        "logs": logs,
        "evaluated": float(f"{evaluated['loss']:.8g}"),
        "outputs": [digits(one) for one in outputs],
        "weights": {name: digits(weights[name]) for name in sorted(weights)},
    }


if __name__ == "__main__":
    outcomes = {}
    for case in json.load(sys.stdin):
        name = case["program"]["name"]
        try:
            outcomes[name] = train(case)
        except Exception as error:  # The table says which programs are refused.
            outcomes[name] = {"error": f"{type(error).__name__}: {error}"[:300]}
    print(json.dumps(outcomes))
