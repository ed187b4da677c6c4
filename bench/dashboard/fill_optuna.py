"""Writes a study that Sweepd exported (trials.csv, reports.csv) to an SQLite storage of Optuna.

    python fill_optuna.py FOLDER   # writes FOLDER/optuna.db

The rows go straight to the tables: Optuna's own add_trials takes hours for 100,000 trials of 30 reports.
"""

import csv
import os
import sqlite3
import sys

import optuna
from optuna.distributions import (
    CategoricalDistribution,
    FloatDistribution,
    distribution_to_json,
)

folder = sys.argv[1]
file = os.path.join(folder, "optuna.db")
optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.create_study(
    storage=f"sqlite:///{file}", study_name="dashboard", direction="maximize"
)
states = {"complete": "COMPLETE", "pruned": "PRUNED", "failed": "FAIL"}


def number_or_none(text):
    try:
        return float(text)
    except ValueError:
        return None


with open(os.path.join(folder, "trials.csv"), newline="") as source:
    trials = list(csv.DictReader(source))

columns = [name for name in trials[0] if name.startswith("params.")]
distributions = {}
for column in columns:
    texts = sorted({trial[column] for trial in trials if trial[column] != ""})
    numbers = [number_or_none(text) for text in texts]
    if None in numbers:
        distributions[column] = CategoricalDistribution(texts)
    else:
        distributions[column] = FloatDistribution(min(numbers), max(numbers))
as_json = {column: distribution_to_json(one) for column, one in distributions.items()}

db = sqlite3.connect(file)
db.executemany(
    "INSERT INTO trials (trial_id, number, study_id, state, datetime_start, datetime_complete)"
    " VALUES (?, ?, ?, ?, ?, ?)",
    (
        (
            int(trial["number"]) + 1,
            int(trial["number"]),
            study._study_id,
            states[trial["state"]],
            trial["startedAt"].replace("T", " ").rstrip("Z")[:26],
            trial["endedAt"].replace("T", " ").rstrip("Z")[:26],
        )
        for trial in trials
    ),
)
db.executemany(
    "INSERT INTO trial_values (trial_id, objective, value, value_type)"
    " VALUES (?, 0, ?, 'FINITE')",
    (
        (int(trial["number"]) + 1, float(trial["value"]))
        for trial in trials
        if trial["value"] != ""
    ),
)
db.executemany(
    "INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json)"
    " VALUES (?, ?, ?, ?)",
    (
        (
            int(trial["number"]) + 1,
            column.removeprefix("params."),
            distributions[column].to_internal_repr(
                trial[column]
                if isinstance(distributions[column], CategoricalDistribution)
                else float(trial[column])
            ),
            as_json[column],
        )
        for trial in trials
        for column in columns
        if trial[column] != ""
    ),
)
with open(os.path.join(folder, "reports.csv"), newline="") as source:
    reports = csv.DictReader(source)
    db.executemany(
        "INSERT INTO trial_intermediate_values"
        " (trial_id, step, intermediate_value, intermediate_value_type)"
        " VALUES (?, ?, ?, 'FINITE')",
        (
            (int(report["number"]) + 1, int(report["step"]), float(report["value"]))
            for report in reports
            if report["value"] != ""
        ),
    )
db.commit()
