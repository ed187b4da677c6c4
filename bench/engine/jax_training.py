"""Training in JAX for bench/engine and bench/search: all epochs of a call are one compiled program.

A layout says where the lanes are: `jax` is one network, `jax-vmap` are networks side by side, `jax-wide` are dense
networks side by side with their first layers as one matrix.
"""

import os
import sys

if sys.argv[1:] != ["gpu"]:
    os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen=false {os.environ.get('XLA_FLAGS', '')}"
    os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ["NPROC"] = "1"  # threads of XLA's pool
os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"

import jax
import numpy as np
from jax import numpy as jnp

jax.config.update("jax_default_matmul_precision", "highest")


def training(layout, network, train, valid, judge, batch):
    """`start(random, lanes)` makes the state of new networks; `run(state, rates, orders)` trains an epoch for each of
    `orders`, and returns the state and a value of each epoch and lane. `judge` makes the value of outputs and targets
    of the rows `valid`, less is better; the weights of the best epoch are in the state."""
    outputs_of, spread = layouts[layout](network)
    x, y = (jnp.array(one) for one in train)
    valid_x, valid_y = (jnp.array(one) for one in valid)
    gradient = jax.grad(lambda p, a, b: jnp.sum(network.loss(outputs_of(p, a), b)))
    rows = len(x)
    full = rows // batch

    def start(random, lanes):
        params = network.params(random, () if layout == "jax" else (lanes,))
        if layout == "jax-wide":
            (w, b), *others = params
            params = [(w.transpose(1, 0, 2), b), *others]
        zeros = jax.tree.map(np.zeros_like, params)
        none = np.full(() if layout == "jax" else lanes, np.inf, np.float32)
        return (params, zeros, zeros, np.float32(0)), params, none

    def step(weights, rates, index):
        p, mean, square, done = weights
        g = gradient(p, x[index], y[index])
        done = done + 1
        mean = jax.tree.map(lambda m, one: 0.9 * m + 0.1 * one, mean, g)
        square = jax.tree.map(lambda s, one: 0.999 * s + 0.001 * one * one, square, g)
        scale = rates * jnp.sqrt(1 - 0.999**done) / (1 - 0.9**done)
        p = jax.tree.map(
            lambda w, m, s: w - spread(scale, w) * m / (jnp.sqrt(s) + 1e-8), p, mean, square
        )
        return p, mean, square, done

    @jax.jit
    def run(state, rates, orders):
        def epoch(state, order):
            weights, best, best_value = state
            batches = order[: full * batch].reshape(full, batch)
            weights, _ = jax.lax.scan(lambda w, i: (step(w, rates, i), None), weights, batches)
            if rows % batch:
                weights = step(weights, rates, order[full * batch :])
            value = judge(outputs_of(weights[0], valid_x), valid_y)
            better = value < best_value
            best = jax.tree.map(lambda kept, w: jnp.where(spread(better, w), w, kept), best, weights[0])
            return (weights, best, jnp.minimum(value, best_value)), value

        return jax.lax.scan(epoch, state, orders)

    return start, run


def orders_of(random, epochs, rows):
    return random.permuted(np.tile(np.arange(rows, dtype=np.int32), (epochs, 1)), axis=1)


def lone(network):
    """One network: a value for all of it has no axes."""
    return network.outputs, lambda value, _like: value


def stacked(network):
    spread = lambda value, like: value.reshape(-1, *[1] * (like.ndim - 1))
    return jax.vmap(network.outputs, in_axes=(0, None)), spread


def wide(network):
    """The weights of the first layer are [inputs, lanes, units], all others [lanes, …]."""
    if not isinstance(network, Mlp):
        raise ValueError("jax-wide is for dense networks")
    _, stacked_spread = stacked(network)

    def outputs(p, x):
        (w, b), *rest = p
        h = jnp.einsum("bi,ilu->blu", x, w) + b
        for w, b in rest:
            h = jnp.einsum("bli,liu->blu", network.activation(h), w) + b
        return h.transpose(1, 0, 2)

    def spread(value, like):
        is_first = like.ndim == 3 and like.shape[0] == network.sizes[0]
        return value[None, :, None] if is_first else stacked_spread(value, like)

    return outputs, spread


layouts = {"jax": lone, "jax-vmap": stacked, "jax-wide": wide}


def dense(random, lanes, inputs, units):
    bound = inputs**-0.5
    w = random.uniform(-bound, bound, (*lanes, inputs, units)).astype(np.float32)
    return w, np.zeros((*lanes, units), np.float32)


class Mlp:
    def __init__(self, inputs, widths, activation="relu"):
        self.sizes = [inputs, *widths, 1]
        self.activation = getattr(jax.nn, activation)

    def params(self, random, lanes):
        return [dense(random, lanes, *sizes) for sizes in zip(self.sizes, self.sizes[1:])]

    def outputs(self, params, x):
        for at, (w, b) in enumerate(params):
            x = (self.activation(x) if at else x) @ w + b
        return x

    def loss(self, outputs, y):
        return jnp.mean((outputs - y) ** 2, axis=(-2, -1))


class Conv:
    """Four convolutions and a dense layer, for images of 16 × 16 in ten classes."""

    def params(self, random, lanes):
        layers, channels = [], 1
        for filters in (8, 16, 32, 64):
            w, b = dense(random, lanes, 9 * channels, filters)
            layers.append((w.reshape(*lanes, 3, 3, channels, filters), b))
            channels = filters
        return [*layers, dense(random, lanes, 4096, 10)]

    def outputs(self, params, x):
        *convolutions, (w, b) = params
        for kernel, bias in convolutions:
            x = jax.lax.conv_general_dilated(
                x, kernel, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")
            )
            x = jax.nn.relu(x + bias)
        return x.reshape(len(x), -1) @ w + b

    def loss(self, outputs, y):
        places = jnp.broadcast_to(y[:, None], (*outputs.shape[:-1], 1))
        of_class = jnp.take_along_axis(jax.nn.log_softmax(outputs), places, axis=-1)
        return -jnp.mean(of_class, axis=(-2, -1))
