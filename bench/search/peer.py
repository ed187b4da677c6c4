"""Optuna and PyTorch on a workload of bench/search: one of two processes that share a study."""

import json
import os
import sys

import numpy as np
import optuna
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
torch.set_num_interop_threads(1)
optuna.logging.set_verbosity(optuna.logging.WARNING)

folder, index = sys.argv[1], int(sys.argv[2])
workload = json.load(open(f"{folder}/workload.json"))
about = json.load(open(f"{folder}/data.json"))
is_conv = workload["network"] == "conv"


def read(part):
    x = np.fromfile(f"{folder}/{part}-x.bin", dtype=np.float32).reshape(-1, *about["shape"])
    y = np.fromfile(f"{folder}/{part}-y.bin", dtype=np.int32 if is_conv else np.float32)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    return (x.permute(0, 3, 1, 2).contiguous(), y.long()) if is_conv else (x, y[:, None])


train_x, train_y = read("train")
valid_x, valid_y = read("validation")


def network(trial):
    if is_conv:
        layers, channels = [], 1
        for filters in (8, 16, 32, 64):
            layers += [nn.Conv2d(channels, filters, 3), nn.ReLU()]
            channels = filters
        return nn.Sequential(*layers, nn.Flatten(), nn.Linear(64 * 8 * 8, 10))
    depth, width, activation = 2, 20, nn.ReLU
    if workload["architectures"]:
        depth = trial.suggest_int("depth", 1, 4)
        width = trial.suggest_int("width", 8, 64, log=True)
        names = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}
        activation = names[trial.suggest_categorical("activation", list(names))]
    layers, inputs = [], train_x.shape[1]
    for _ in range(depth):
        layers += [nn.Linear(inputs, width), activation()]
        inputs = width
    return nn.Sequential(*layers, nn.Linear(inputs, 1))


def objective(trial):
    low, high = (3e-4, 3e-3) if is_conv else (1e-3, 3e-2)
    rate = trial.suggest_float("lr", low, high, log=True)
    torch.manual_seed(trial.number)
    net = network(trial)
    optimizer = torch.optim.Adam(net.parameters(), rate, fused=True)
    loss_of = F.cross_entropy if is_conv else F.mse_loss
    size, rows = workload["batchSize"], len(train_x)
    best = None
    for epoch in range(1, workload["epochs"] + 1):
        order = torch.randperm(rows)
        total = torch.zeros(())
        for at in range(0, rows, size):
            batch = order[at : at + size]
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(net(train_x[batch]), train_y[batch])
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(batch)
        with torch.no_grad():
            outputs = net(valid_x)
            if is_conv:
                value = (outputs.argmax(1) == valid_y).float().mean().item()
            else:
                value = F.mse_loss(outputs, valid_y).sqrt().item() * about["deviation"]
        trial.report(value, epoch)
        better = best is None or (value > best if is_conv else value < best)
        best = value if better else best
    return best


storage = optuna.storages.JournalStorage(
    optuna.storages.journal.JournalFileBackend(f"{folder}/journal.log")
)
sampler = optuna.samplers.RandomSampler(seed=workload["seed"] * 2 + index)
study = optuna.create_study(
    storage=storage,
    study_name="bench",
    direction=workload["direction"],
    sampler=sampler,
    load_if_exists=True,
)
print("ready", flush=True)
sys.stdin.readline()
# trials take equally long: each process has its half
share = workload["trials"] // 2 + (workload["trials"] % 2 if index == 0 else 0)
study.optimize(objective, n_trials=share)
print(json.dumps({"trials": workload["trials"], "best": study.best_value}), flush=True)
sys.stdin.readline()
os._exit(0)
