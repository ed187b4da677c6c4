"""A peer of bench/search: one of two processes that share the trials of a workload. Arguments: folder, index.

Prints the versions of its libraries when it is ready, waits for a line, trains, and prints a value of each of its
trials, the best of the epochs. Time starts with that line: libraries are loaded before, compiling is part of it.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "engine"))

folder, index = sys.argv[1], int(sys.argv[2])
workload = json.load(open(f"{folder}/workload.json"))
about = json.load(open(f"{folder}/data.json"))


def read(part):
    kind = np.int32 if workload["network"] == "conv" else np.float32
    x = np.fromfile(f"{folder}/{part}-x.bin", dtype=np.float32).reshape(-1, *about["shape"])
    y = np.fromfile(f"{folder}/{part}-y.bin", dtype=kind)
    return x, y if kind is np.int32 else y[:, None]


def claimed(groups):
    """The groups that this process takes before the other one does."""
    for at, group in enumerate(groups):
        try:
            os.close(os.open(f"{folder}/claimed-{at}", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            continue
        yield group


if workload["kind"] == "optuna-torch":
    from optuna_torch import prepare
elif workload["kind"].startswith("torch-vmap"):
    from torch_search import prepare
else:
    from jax_search import prepare

numbered = list(enumerate(workload["trials"]))
lanes = workload["lanes"]
groups = [numbered[at : at + lanes] for at in range(0, len(numbered), lanes)]
train, versions = prepare(workload, read("train"), read("validation"), about["deviation"], folder, index)
print(json.dumps({"versions": versions}), flush=True)
sys.stdin.readline()
values = [value for group in claimed(groups) for value in train(group)]
print(json.dumps({"values": values}), flush=True)
sys.stdin.readline()
os._exit(0)
