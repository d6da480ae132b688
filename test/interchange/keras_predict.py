"""Loads an HDF5 model with Keras and prints, as JSON, its outputs for the inputs that come as JSON."""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

path = sys.argv[1]
inputs = [np.array(one["values"], one["type"]).reshape(one["shape"]) for one in json.load(sys.stdin)]
model = keras.models.load_model(path, compile=False)
outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
outputs = outputs if isinstance(outputs, list) else [outputs]
print(json.dumps([output.flatten().tolist() for output in outputs]))
