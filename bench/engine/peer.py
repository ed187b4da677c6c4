"""Training steps of PyTorch and Keras for bench/engine: reads JSON lines on standard input, answers each with one.

{"kind", "network", "batch", "lanes"} prepares; {"epochs": n} trains n epochs and answers {"seconds"}.
The argument `gpu` trains with CUDA; kinds that end in -graph replay their step as a CUDA graph.
"""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ[name] = "1"

import numpy as np

ROWS = 934
DEVICE = "cuda" if sys.argv[1:] == ["gpu"] else "cpu"
random = np.random.default_rng(1)


def data(network):
    if network == "conv":
        x = random.standard_normal((ROWS, 16, 16, 1), dtype=np.float32)
        return x, random.integers(0, 10, ROWS)
    x = random.standard_normal((ROWS, 220), dtype=np.float32)
    return x, x[:, :1] * 2 + np.sin(3 * x[:, 1:2])


def torch_trainer(kind, network, batch, lanes):
    import torch
    from torch import nn
    from torch.func import functional_call, grad, stack_module_state, vmap
    from torch.nn import functional as F

    torch.set_num_threads(1)
    is_graph = kind.endswith("-graph")

    def make():
        if network == "mlp":
            return nn.Sequential(
                nn.Linear(220, 20), nn.ReLU(), nn.Linear(20, 20), nn.ReLU(), nn.Linear(20, 1)
            ).to(DEVICE)
        layers, channels = [], 1
        for filters in (8, 16, 32, 64):
            layers += [nn.Conv2d(channels, filters, 3), nn.ReLU()]
            channels = filters
        return nn.Sequential(*layers, nn.Flatten(), nn.Linear(4096, 10)).to(DEVICE)

    x, y = (torch.from_numpy(part).to(DEVICE) for part in data(network))
    if network == "conv":
        x = x.permute(0, 3, 1, 2).contiguous()
    loss_of = F.mse_loss if network == "mlp" else F.cross_entropy
    if not kind.startswith("torch-vmap"):
        net = make()
        optimizer = torch.optim.Adam(
            net.parameters(), 1e-3, fused=kind.startswith("torch-fused"), capturable=is_graph
        )

        def step(index):
            optimizer.zero_grad(set_to_none=True)
            loss_of(net(x[index]), y[index]).backward()
            optimizer.step()

    else:
        params, _ = stack_module_state([make() for _ in range(lanes)])
        params = {name: value.detach() for name, value in params.items()}
        base = make().to("meta")
        gradient = vmap(
            grad(lambda p, a, b: loss_of(functional_call(base, p, (a,)), b)), in_dims=(0, None, None)
        )
        mean = {name: torch.zeros_like(value) for name, value in params.items()}
        square = {name: torch.zeros_like(value) for name, value in params.items()}
        rate = torch.full((lanes,), 1e-3, device=DEVICE)
        done = torch.zeros((), device=DEVICE)

        def step(index):
            grads = gradient(params, x[index], y[index])
            done.add_(1)
            scale = rate * (1 - 0.999**done) ** 0.5 / (1 - 0.9**done)
            for name, value in params.items():
                g = grads[name]
                mean[name].mul_(0.9).add_(g, alpha=0.1)
                square[name].mul_(0.999).addcmul_(g, g, value=0.001)
                own = scale.view(-1, *[1] * (value.dim() - 1))
                value.sub_(own * mean[name] / (square[name].sqrt() + 1e-8))

    if is_graph:
        replays = {size: captured(step, size) for size in {min(batch, ROWS), ROWS % batch} - {0}}

        def step(index):
            replays[len(index)](index)

    def epoch():
        order = torch.randperm(ROWS, device=DEVICE)
        for at in range(0, ROWS, batch):
            step(order[at : at + batch])

    return epoch


def captured(step, size):
    """`step` as a CUDA graph, as PyTorch's documentation captures one: warmed up on a stream of its own."""
    import torch

    static = torch.arange(size, device=DEVICE)
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step(static)
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step(static)

    def replay(index):
        static.copy_(index)
        graph.replay()

    return replay


def settle():
    """Waits until the GPU has done what it was told."""
    if DEVICE == "cuda":
        import torch

        torch.cuda.synchronize()


def keras_trainer(network, batch):
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    layers = tf.keras.layers
    if network == "mlp":
        parts = [layers.Input((220,)), layers.Dense(20, "relu"), layers.Dense(20, "relu"), layers.Dense(1)]
        loss_of = tf.keras.losses.MeanSquaredError()
    else:
        parts = [layers.Input((16, 16, 1))]
        parts += [layers.Conv2D(filters, 3, activation="relu") for filters in (8, 16, 32, 64)]
        parts += [layers.Flatten(), layers.Dense(10)]
        loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net = tf.keras.Sequential(parts)
    optimizer = tf.keras.optimizers.Adam(1e-3)
    x, y = map(tf.constant, data(network))

    @tf.function(reduce_retracing=True)
    def step(index):
        a, b = tf.gather(x, index), tf.gather(y, index)
        with tf.GradientTape() as tape:
            loss = loss_of(b, net(a, training=True))
        grads = tape.gradient(loss, net.trainable_variables)
        optimizer.apply_gradients(zip(grads, net.trainable_variables))

    def epoch():
        order = random.permutation(ROWS).astype(np.int32)
        for at in range(0, ROWS, batch):
            step(order[at : at + batch])

    return epoch


train = None
for line in sys.stdin:
    request = json.loads(line)
    if "kind" in request:
        kind, network, batch = request["kind"], request["network"], request["batch"]
        if kind == "keras":
            train = keras_trainer(network, batch)
        else:
            train = torch_trainer(kind, network, batch, request.get("lanes", 1))
        train()
        settle()
        print(json.dumps({"ready": True}), flush=True)
    else:
        started = time.perf_counter()
        for _ in range(request["epochs"]):
            train()
        settle()
        print(json.dumps({"seconds": time.perf_counter() - started}), flush=True)
