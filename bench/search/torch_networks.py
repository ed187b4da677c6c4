"""The networks of bench/search in PyTorch, on one thread."""

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
torch.set_num_interop_threads(1)


def tensors(workload, part):
    x, y = (torch.from_numpy(one) for one in part)
    if workload["network"] == "conv":
        return x.permute(0, 3, 1, 2).contiguous(), y.long()
    return x, y


def network_of(workload, inputs, depth=2, width=20, activation="relu"):
    if workload["network"] == "conv":
        layers, channels = [], 1
        for filters in (8, 16, 32, 64):
            layers += [nn.Conv2d(channels, filters, 3), nn.ReLU()]
            channels = filters
        return nn.Sequential(*layers, nn.Flatten(), nn.Linear(64 * 8 * 8, 10))
    kinds = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}
    layers = []
    for _ in range(depth):
        layers += [nn.Linear(inputs, width), kinds[activation]()]
        inputs = width
    return nn.Sequential(*layers, nn.Linear(inputs, 1))


def loss_for(workload):
    return F.cross_entropy if workload["network"] == "conv" else F.mse_loss


def value_for(workload, deviation):
    """What a trial is judged by: less is better."""
    if workload["network"] == "conv":
        return lambda outputs, y: -(outputs.argmax(1) == y).float().mean()
    return lambda outputs, y: F.mse_loss(outputs, y).sqrt() * deviation
