"""JAX for bench/engine: `jax` trains one network, `jax-vmap` and `jax-wide` train networks side by side."""

import jax
import jax_training
import numpy as np


def trainer(x, y, layout, network, batch, lanes):
    made = jax_training.Mlp(220, [20, 20]) if network == "mlp" else jax_training.Conv()
    start, run = jax_training.training(layout, made, (x, y), (x[:1], y[:1]), made.loss, batch)
    random = np.random.default_rng(2)
    state = start(random, lanes)
    rates = np.full(() if layout == "jax" else lanes, 1e-3, np.float32)

    def train(epochs):
        nonlocal state
        orders = jax_training.orders_of(random, epochs, len(x))
        state, _ = jax.block_until_ready(run(state, rates, orders))

    return train
