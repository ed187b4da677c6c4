"""Loads every SavedModel below a folder and prints what it says of the inputs beside it, as one line of JSON.

Each folder holds inputs.json: by input a list of values, and the shape of a row. None stands for NaN.
"""
import json
import math
import os
import sys

import tensorflow as tf

answers = {}
root = sys.argv[1]
for name in sorted(os.listdir(root)):
    folder = os.path.join(root, name)
    run = tf.saved_model.load(folder).signatures["serving_default"]
    _, signature = run.structured_input_signature
    with open(os.path.join(folder, "inputs.json")) as file:
        inputs = json.load(file)
    tensors = {}
    for key, spec in signature.items():
        values, shape = inputs[key]["values"], inputs[key]["shape"]
        numbers = [math.nan if value is None else value for value in values]
        tensors[key] = tf.reshape(tf.constant(numbers, spec.dtype), [-1, *shape])
    answers[name] = {
        key: [text.decode() for text in value.numpy()] if value.dtype == tf.string else value.numpy().tolist()
        for key, value in run(**tensors).items()
    }
print(json.dumps(answers))
