"""Programs of test/programs/ as Keras's files, and what files by others give for the same inputs.

With `save FOLDER`: builds each program of the JSON list that comes in, saves it as FOLDER/<number>.keras and .h5, and
prints its outputs for the first step's inputs. With `load`: each has `files` too, and prints the outputs of each file.
"""
import json
import os
import sys

import keras
import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(sys.argv[0]), "..", "programs"))
from keras_programs import build, digits, initialize, weights_of


def inputs_of(case):
    program, columns = case["program"], case["columns"]
    arrays = []
    for name, values in program["inputs"].items():
        dtype = "int32" if "ids" in values else "float32"
        arrays.append(np.array(columns[name][0], dtype).reshape([program.get("batch", 4), *values["shape"]]))
    return arrays if len(arrays) > 1 else arrays[0]


def outputs_of(model, case):
    outputs = model.predict_on_batch(inputs_of(case))
    return [digits(one) for one in (outputs if isinstance(outputs, (list, tuple)) else [outputs])]


def save(case, path):
    model = build(case["program"])
    initialize(weights_of(model, {}), case["program"].get("zeros", []))
    files = {}
    for ending in ("keras", "h5"):
        try:
            model.save(f"{path}.{ending}")
            files[ending] = f"{path}.{ending}"
        except Exception as error:
            files[ending] = None
    return {"outputs": outputs_of(model, case), "files": files}


def load(case):
    return [outputs_of(keras.models.load_model(file, compile=False), case) for file in case["files"]]


answers = []
for number, case in enumerate(json.load(sys.stdin)):
    keras.backend.clear_session()
    try:
        answers.append(save(case, os.path.join(sys.argv[2], str(number))) if sys.argv[1] == "save" else load(case))
    except Exception as error:
        answers.append({"error": f"{type(error).__name__}: {error}"[:600]})
print(json.dumps(answers))
