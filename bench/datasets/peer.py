"""Trains one peer on train.csv of a folder and predicts test.csv: see peer.ts. Searches get the seconds that ours gets."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.impute import SimpleImputer
from sklearn.model_selection import KFold, ParameterSampler, StratifiedKFold, cross_val_score, train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

folder = Path(sys.argv[1])
question = json.loads((folder / "question.json").read_text())
is_class = question["task"] == "classification"
seed = question["seed"]


def read(part):
    table = pd.read_csv(folder / f"{part}.csv", na_values=["NA"], keep_default_na=False)
    table = table.drop(columns=question["ignore"])
    y = table.pop(question["target"])
    for name in question["categorical"]:
        table[name] = table[name].fillna("missing").astype(str)  # CatBoost takes no NaN
    return table, (y.astype(int) if is_class else y.astype(float)).to_numpy()


x, y = read("train")
x_test, _ = read("test")
categorical = question["categorical"]
numeric = [name for name in x.columns if name not in categorical]
started = time.monotonic()


def left():
    return question["seconds"] - (time.monotonic() - started)


def encoder():
    return ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numeric),
            ("levels", OneHotEncoder(handle_unknown="ignore", sparse_output=False), categorical),
        ]
    )


def catboost():
    from catboost import CatBoostClassifier, CatBoostRegressor

    kind = CatBoostClassifier if is_class else CatBoostRegressor
    model = kind(random_seed=seed, verbose=0, allow_writing_files=False)
    return model.fit(x, y, cat_features=categorical).predict(x_test)


def lightgbm():
    from lightgbm import LGBMClassifier, LGBMRegressor

    kind = LGBMClassifier if is_class else LGBMRegressor
    both = [part.astype({name: "category" for name in categorical}) for part in (x, x_test)]
    for name in categorical:
        both[1][name] = both[1][name].cat.set_categories(both[0][name].cat.categories)
    for part in both:
        part.columns = [f"c{at}" for at in range(part.shape[1])]
    return kind(random_state=seed, verbose=-1).fit(both[0], y).predict(both[1])


def realmlp():
    from pytabkit import RealMLP_TD_Classifier, RealMLP_TD_Regressor

    kind = RealMLP_TD_Classifier if is_class else RealMLP_TD_Regressor
    fill = x[numeric].median()
    both = [part.assign(**part[numeric].fillna(fill)) for part in (x, x_test)]
    return kind(random_state=seed, device="cpu").fit(both[0], y, cat_col_names=categorical).predict(both[1])


def sklearn_mlp():
    space = {
        "hidden_layer_sizes": [(50,), (100,), (200,), (50, 50), (100, 100), (200, 200), (100, 100, 100)],
        "activation": ["relu", "tanh"],
        "alpha": np.logspace(-6, 0, 30),
        "learning_rate_init": np.logspace(-4, -1.5, 30),
        "batch_size": [32, 64, 128, 256],
    }

    def make(params):
        network = (MLPClassifier if is_class else MLPRegressor)(
            random_state=seed, early_stopping=len(y) >= 500, max_iter=200, **params
        )
        if not is_class:
            network = TransformedTargetRegressor(network, transformer=StandardScaler())
        return make_pipeline(encoder(), network)

    split = (StratifiedKFold if is_class else KFold)(3, shuffle=True, random_state=seed)
    scoring = "accuracy" if is_class else "neg_root_mean_squared_error"
    best = (-np.inf, None)
    for params in ParameterSampler(space, 10_000, random_state=seed):
        value = cross_val_score(make(params), x, y, cv=split, scoring=scoring).mean()
        best = max(best, (value, params), key=lambda pair: pair[0])
        if left() <= 0:
            break
    return make(best[1]).fit(x, y).predict(x_test)


def optuna_torch():
    global started
    import optuna
    import torch

    started = time.monotonic()  # loading takes seconds that are none of the search's
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    torch.manual_seed(seed)
    encode = encoder().fit(x)
    inputs, outputs = (torch.tensor(encode.transform(part), dtype=torch.float32) for part in (x, x_test))
    classes = int(y.max()) + 1 if is_class else 1
    mean, deviation = (0, 1) if is_class else (y.mean(), y.std())
    labels = torch.tensor((y - mean) / deviation, dtype=torch.long if is_class else torch.float32)
    rows = np.arange(len(y))
    train, held = train_test_split(rows, test_size=0.2, random_state=seed, stratify=y if is_class else None)
    loss_of = torch.nn.CrossEntropyLoss() if is_class else torch.nn.MSELoss()
    best = {"value": np.inf, "prediction": None}

    def cost(network):
        with torch.no_grad():
            found = network(inputs[held])
            if is_class:
                return float((found.argmax(1) != labels[held]).float().mean())
            return float(torch.sqrt(torch.mean((found[:, 0] - labels[held]) ** 2)))

    def objective(trial):
        layers, width = [], inputs.shape[1]
        for at in range(trial.suggest_int("layers", 1, 4)):
            units = trial.suggest_int(f"units{at}", 16, 256, log=True)
            layers += [torch.nn.Linear(width, units), torch.nn.ReLU(), torch.nn.Dropout(trial.params.get("dropout", trial.suggest_float("dropout", 0, 0.5)))]
            width = units
        network = torch.nn.Sequential(*layers, torch.nn.Linear(width, classes))
        optimizer = torch.optim.AdamW(
            network.parameters(),
            lr=trial.suggest_float("lr", 1e-4, 1e-2, log=True),
            weight_decay=trial.suggest_float("decay", 1e-6, 1e-1, log=True),
        )
        size = trial.suggest_categorical("batch", [32, 64, 128, 256])
        lowest = np.inf
        for epoch in range(60):
            network.train()
            for part in torch.tensor(np.random.permutation(train)).split(size):
                optimizer.zero_grad()
                found = network(inputs[part])
                loss_of(found if is_class else found[:, 0], labels[part]).backward()
                optimizer.step()
            network.eval()
            value = cost(network)
            lowest = min(lowest, value)
            if value < best["value"]:
                with torch.no_grad():
                    found = network(outputs)
                    answer = found.argmax(1) if is_class else found[:, 0] * deviation + mean
                best.update(value=value, prediction=answer.numpy())
            trial.report(value, epoch)
            if trial.should_prune() or left() <= 0:
                break
        return lowest

    np.random.seed(seed)
    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(seed=seed), pruner=optuna.pruners.SuccessiveHalvingPruner(min_resource=5)
    )
    study.optimize(objective, timeout=question["seconds"])
    return best["prediction"]


peers = {
    "catboost": catboost,
    "lightgbm": lightgbm,
    "realmlp": realmlp,
    "sklearn-mlp": sklearn_mlp,
    "optuna-torch": optuna_torch,
}
predicted = np.asarray(peers[question["peer"]]()).reshape(-1)
answer = {"predicted": [float(value) for value in predicted], "seconds": time.monotonic() - started}
(folder / "answer.json").write_text(json.dumps(answer))
