"""Prints the scalars of TensorBoard event files, by TensorFlow's own reader (which checks every checksum)."""
import json
import sys

from tensorflow.compat.v1.train import summary_iterator

scalars = {}
for path in sys.argv[1:]:
    by_tag = scalars.setdefault(path, {})
    for event in summary_iterator(path):
        for value in event.summary.value:
            by_tag.setdefault(value.tag, []).append([event.step, value.simple_value])
print(json.dumps(scalars))
