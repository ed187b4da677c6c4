"""Keras for bench/engine: a training step as a tf.function."""

import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)


def trainer(x, y, network, batch):
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
    x, y = tf.constant(x), tf.constant(y)
    random = np.random.default_rng(2)
    best = {"loss": np.inf, "weights": None}

    @tf.function(reduce_retracing=True)
    def step(index):
        a, b = tf.gather(x, index), tf.gather(y, index)
        with tf.GradientTape() as tape:
            loss = loss_of(b, net(a, training=True))
        grads = tape.gradient(loss, net.trainable_variables)
        optimizer.apply_gradients(zip(grads, net.trainable_variables))

    @tf.function
    def validate():
        return loss_of(y[:1], net(x[:1], training=False))

    def train(epochs):
        for _ in range(epochs):
            order = random.permutation(len(x)).astype(np.int32)
            for at in range(0, len(x), batch):
                step(order[at : at + batch])
            loss = float(validate())
            if loss < best["loss"]:
                best.update(loss=loss, weights=[tf.identity(one) for one in net.trainable_variables])

    return train
