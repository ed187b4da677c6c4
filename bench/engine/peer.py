"""Training steps of PyTorch, JAX and Keras for bench/engine: reads JSON lines on standard input, answers each with one.

{"kind", "network", "batch", "lanes"} prepares; {"epochs": n} trains n epochs and answers {"seconds"}.
The argument `gpu` trains with CUDA. Every epoch ends with the loss of a validation row, and the weights of the best
epoch are kept, as in a search. All arithmetic is in full float32.
"""

import json
import os
import sys
import time

DEVICE = "cuda" if sys.argv[1:] == ["gpu"] else "cpu"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["NVIDIA_TF32_OVERRIDE"] = "0"
if DEVICE == "cpu":
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ[name] = "1"

import numpy as np

ROWS = 934
random = np.random.default_rng(1)


def data(network):
    if network != "mlp":
        x = random.standard_normal((ROWS, 16, 16, 1), dtype=np.float32)
        return x, random.integers(0, 10, ROWS)
    x = random.standard_normal((ROWS, 220), dtype=np.float32)
    return x, x[:, :1] * 2 + np.sin(3 * x[:, 1:2])


def trainer(request):
    """A function that trains so many epochs, and returns when they are done."""
    kind, network, batch, lanes = (request[name] for name in ("kind", "network", "batch", "lanes"))
    x, y = data(network)
    if kind == "keras":
        import keras_peer

        return keras_peer.trainer(x, y, network, batch)
    if kind.startswith("jax"):
        import jax_peer

        return jax_peer.trainer(x, y, kind, network, batch, lanes)
    import torch_peer

    return torch_peer.trainer(x, y, kind, network, batch, lanes, DEVICE)


train = None
for line in sys.stdin:
    request = json.loads(line)
    if "kind" in request:
        train = trainer(request)
        train(1)
        print(json.dumps({"ready": True}), flush=True)
    else:
        started = time.perf_counter()
        train(request["epochs"])
        print(json.dumps({"seconds": time.perf_counter() - started}), flush=True)
