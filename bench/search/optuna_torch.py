"""Optuna and PyTorch, one network at a time: the trials are enqueued in a study that both processes share."""

import optuna
import torch

from torch_networks import loss_for, network_of, tensors, value_for

optuna.logging.set_verbosity(optuna.logging.WARNING)


def prepare(workload, train, valid, deviation, folder, index):
    train_x, train_y = tensors(workload, train)
    valid_x, valid_y = tensors(workload, valid)
    loss_of, value_of = loss_for(workload), value_for(workload, deviation)
    low, high = workload["rates"]
    size, rows = workload["batchSize"], len(train_x)

    def objective(trial):
        rate = trial.suggest_float("learningRate", low, high, log=True)
        shape = {}
        if workload["architectures"]:
            shape = {
                "depth": trial.suggest_int("depth", 1, 4),
                "width": trial.suggest_int("width", 8, 64, log=True),
                "activation": trial.suggest_categorical("activation", ["relu", "tanh", "sigmoid"]),
            }
        torch.manual_seed(trial.number)
        net = network_of(workload, train_x.shape[1], **shape)
        optimizer = torch.optim.Adam(net.parameters(), rate, fused=True)
        best, weights = None, None
        for epoch in range(1, workload["epochs"] + 1):
            order = torch.randperm(rows)
            for at in range(0, rows, size):
                batch = order[at : at + size]
                optimizer.zero_grad(set_to_none=True)
                loss_of(net(train_x[batch]), train_y[batch]).backward()
                optimizer.step()
            with torch.no_grad():
                value = value_of(net(valid_x), valid_y).item()
            trial.report(value, epoch)
            if best is None or value < best:
                best, weights = value, [one.detach().clone() for one in net.parameters()]
        return best

    backend = optuna.storages.journal.JournalFileBackend(f"{folder}/journal.log")
    study = optuna.create_study(
        storage=optuna.storages.JournalStorage(backend),
        study_name="bench",
        sampler=optuna.samplers.RandomSampler(seed=index),
        load_if_exists=True,
    )
    if index == 0:
        for params in workload["trials"]:
            study.enqueue_trial(params)

    def run(_group):
        told = []
        study.optimize(objective, n_trials=1, callbacks=[lambda _study, trial: told.append(trial.value)])
        return told

    return run, {"Optuna": optuna.__version__, "PyTorch": torch.__version__}
