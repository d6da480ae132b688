"""Loads models with Keras and prints, as JSON, the outputs of each for the inputs that come as JSON."""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

inputs = [np.array(one["values"], one["type"]).reshape(one["shape"]) for one in json.load(sys.stdin)]


def outputs_of(path):
    model = keras.models.load_model(path, compile=False)
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    return [one.flatten().tolist() for one in (outputs if isinstance(outputs, list) else [outputs])]


print(json.dumps([outputs_of(path) for path in sys.argv[1:]]))
