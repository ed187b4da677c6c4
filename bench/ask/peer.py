"""Optuna on PostgreSQL: one of several processes that ask and tell one study. Arguments: URL, study, sampler, seed."""

import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.WARNING)

url, name, sampler, seed = sys.argv[1:5]
samplers = {"random": optuna.samplers.RandomSampler, "tpe": optuna.samplers.TPESampler}
study = optuna.create_study(
    storage=optuna.storages.RDBStorage(url),
    study_name=name,
    sampler=samplers[sampler](seed=int(seed)),
    load_if_exists=True,
)
print("ready", flush=True)

for line in sys.stdin:
    for _ in range(int(line)):
        trial = study.ask()
        value = sum(trial.suggest_float(f"x{i}", 0, 1) for i in range(4))
        value += trial.suggest_int("n", 1, 100, log=True) / 100
        value += len(trial.suggest_categorical("kind", ["a", "bb", "ccc"]))
        study.tell(trial, value)
    print("done", flush=True)
