"""Optuna (TPE, successive halving) and PyTorch on the space of space.ts: one of two processes that share a study.

Prints the validation accuracy after each epoch, until it is killed.
"""

import json
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
search = json.load(open(f"{folder}/search.json"))
shape = json.load(open(f"{folder}/data.json"))["shape"]


def read(part):
    x = np.fromfile(f"{folder}/{part}-x.bin", dtype=np.float32).reshape(-1, *shape)
    y = np.fromfile(f"{folder}/{part}-y.bin", dtype=np.int32)
    return torch.from_numpy(x).permute(0, 3, 1, 2).contiguous(), torch.from_numpy(y).long()


train_x, train_y = read("train")
valid_x, valid_y = read("validation")


def network(trial):
    blocks = trial.suggest_int("blocks", 1, 4)
    filters = trial.suggest_categorical("filters", [8, 16, 32])
    layers, channels = [], shape[2]
    for _ in range(blocks):
        layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU(), nn.MaxPool2d(2)]
        channels = filters
    side = shape[0] >> blocks
    dropout = nn.Dropout(trial.suggest_float("dropout", 0, 0.5))
    return nn.Sequential(*layers, nn.Flatten(), dropout, nn.Linear(filters * side * side, 10))


def objective(trial):
    torch.manual_seed(trial.number)
    net = network(trial)
    rate = trial.suggest_float("learningRate", 3e-4, 3e-2, log=True)
    size = trial.suggest_categorical("batchSize", [32, 64, 128])
    optimizer = torch.optim.Adam(net.parameters(), rate, fused=True)
    best = 0.0
    for epoch in range(1, search["epochs"] + 1):
        net.train()
        order = torch.randperm(len(train_x))
        for at in range(0, len(train_x), size):
            batch = order[at : at + size]
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(net(train_x[batch]), train_y[batch]).backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            value = (net(valid_x).argmax(1) == valid_y).float().mean().item()
        print(value, flush=True)
        best = max(best, value)
        trial.report(value, epoch)
        if trial.should_prune():
            raise optuna.TrialPruned
    return best


study = optuna.create_study(
    storage=optuna.storages.JournalStorage(
        optuna.storages.journal.JournalFileBackend(f"{folder}/journal.log")
    ),
    study_name="bench",
    direction="maximize",
    sampler=optuna.samplers.TPESampler(seed=search["seed"] * 2 + index, multivariate=True),
    pruner=optuna.pruners.SuccessiveHalvingPruner(
        min_resource=search["minResource"], reduction_factor=search["reductionFactor"]
    ),
    load_if_exists=True,
)
print("ready", flush=True)
sys.stdin.readline()
study.optimize(objective)
