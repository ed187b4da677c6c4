"""JAX for bench/engine: `jax` trains one network, `jax-vmap` networks side by side, `jax-wide` dense networks side by
side with their first layers as one matrix. All epochs of a call are one compiled program."""

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


def trainer(x, y, kind, network, batch, lanes):
    x, y = jnp.array(x), jnp.array(y)
    params, losses, spread = {"jax": lone, "jax-vmap": stacked, "jax-wide": wide}[kind](network, lanes)
    gradient = jax.grad(lambda p, a, b: jnp.sum(losses(p, a, b)))
    rates = jnp.full(() if kind == "jax" else (lanes,), 1e-3)
    rows = len(x)
    full = rows // batch

    def step(state, index):
        p, mean, square, done = state
        g = gradient(p, x[index], y[index])
        done = done + 1
        mean = jax.tree.map(lambda m, one: 0.9 * m + 0.1 * one, mean, g)
        square = jax.tree.map(lambda s, one: 0.999 * s + 0.001 * one * one, square, g)
        scale = rates * jnp.sqrt(1 - 0.999**done) / (1 - 0.9**done)
        p = jax.tree.map(
            lambda w, m, s: w - spread(scale, w) * m / (jnp.sqrt(s) + 1e-8), p, mean, square
        )
        return (p, mean, square, done), None

    def epoch(carry, order):
        state, best, best_loss = carry
        state, _ = jax.lax.scan(step, state, order[: full * batch].reshape(full, batch))
        if rows % batch:
            state, _ = step(state, order[full * batch :])
        loss = losses(state[0], x[:1], y[:1])
        better = loss < best_loss
        best = jax.tree.map(lambda kept, w: jnp.where(spread(better, w), w, kept), best, state[0])
        return (state, best, jnp.minimum(loss, best_loss)), None

    @jax.jit
    def run(carry, orders):
        return jax.lax.scan(epoch, carry, orders)[0]

    zeros = jax.tree.map(jnp.zeros_like, params)
    carry = ((params, zeros, zeros, jnp.zeros(())), params, jnp.full_like(rates, jnp.inf))
    random = np.random.default_rng(2)

    def train(epochs):
        nonlocal carry
        orders = np.stack([random.permutation(rows) for _ in range(epochs)]).astype(np.int32)
        carry = jax.block_until_ready(run(carry, orders))

    return train


def lone(network, _lanes):
    """One network: a value for all of it has no axes."""
    params, loss = networks[network]
    return params(jax.random.key(0)), loss, lambda value, _like: value


def stacked(network, lanes):
    params, loss = networks[network]
    stack = jax.vmap(params)(jax.random.split(jax.random.key(0), lanes))
    spread = lambda value, like: value.reshape(-1, *[1] * (like.ndim - 1))
    return stack, jax.vmap(loss, in_axes=(0, None, None)), spread


def wide(network, lanes):
    """The weights of the first layer are [inputs, lanes, units], all others [lanes, …]."""
    if network != "mlp":
        raise ValueError("jax-wide is for dense networks")
    (first, *others), _, stacked_spread = stacked(network, lanes)
    inputs = len(first[0][0])
    params = [(first[0].transpose(1, 0, 2), first[1]), *others]

    def losses(p, x, y):
        (w, b), *rest = p
        h = jnp.einsum("bi,ilu->blu", x, w) + b
        for w, b in rest:
            h = jnp.einsum("bli,liu->blu", jax.nn.relu(h), w) + b
        return jnp.mean((h - y[:, None, :]) ** 2, axis=(0, 2))

    def spread(value, like):
        return value[None, :, None] if like.shape[0] == inputs else stacked_spread(value, like)

    return params, losses, spread


def dense(key, inputs, units):
    bound = inputs**-0.5
    return jax.random.uniform(key, (inputs, units), minval=-bound, maxval=bound), jnp.zeros(units)


def mlp_params(key):
    keys = jax.random.split(key, 3)
    return [dense(keys[0], 220, 20), dense(keys[1], 20, 20), dense(keys[2], 20, 1)]


def mlp_loss(params, x, y):
    for at, (w, b) in enumerate(params):
        x = (jax.nn.relu(x) if at else x) @ w + b
    return jnp.mean((x - y) ** 2)


def conv_params(key):
    keys = jax.random.split(key, 5)
    layers, channels = [], 1
    for one, filters in zip(keys, (8, 16, 32, 64)):
        bound = (9 * channels) ** -0.5
        w = jax.random.uniform(one, (3, 3, channels, filters), minval=-bound, maxval=bound)
        layers.append((w, jnp.zeros(filters)))
        channels = filters
    return [*layers, dense(keys[4], 4096, 10)]


def conv_loss(params, x, y):
    *convolutions, (w, b) = params
    for kernel, bias in convolutions:
        x = jax.lax.conv_general_dilated(
            x, kernel, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
        x = jax.nn.relu(x + bias)
    logits = x.reshape(len(x), -1) @ w + b
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1))


networks = {"mlp": (mlp_params, mlp_loss), "conv": (conv_params, conv_loss)}
