"""Prints every public name of Keras that a model may say, as JSON: by module, the name and what the object calls itself."""

import inspect
import json

import keras

SPACES = "layers activations losses metrics optimizers regularizers constraints initializers optimizers.schedules"


def names_of(space):
    module = keras
    for part in space.split("."):
        module = getattr(module, part)
    found = {name: getattr(module, name) for name in dir(module) if not name.startswith("_")}
    return [[name, getattr(one, "__name__", name)] for name, one in found.items() if not inspect.ismodule(one)]


print(json.dumps({space: names_of(space) for space in SPACES.split()}))
