"""Writes a study that Sweepd exported (trials.csv, reports.csv) to an SQLite store of MLflow, a trial as a run.

    python fill_mlflow.py FOLDER   # writes FOLDER/mlflow.db

The rows go straight to the tables: MLflow's own client takes hours for 100,000 runs of 30 metrics.
"""

import csv
import os
import sqlite3
import sys
from datetime import datetime

from mlflow.tracking import MlflowClient

folder = sys.argv[1]
file = os.path.join(folder, "mlflow.db")
client = MlflowClient(f"sqlite:///{file}")
experiment = int(client.create_experiment("dashboard"))
states = {"complete": "FINISHED", "pruned": "KILLED", "failed": "FAILED"}


def milliseconds(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def run_id(number):
    return f"{int(number):032x}"


with open(os.path.join(folder, "trials.csv"), newline="") as source:
    trials = list(csv.DictReader(source))
ended = {trial["number"]: milliseconds(trial["endedAt"]) for trial in trials}

db = sqlite3.connect(file)
db.executemany(
    "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,"
    " end_time, source_version, lifecycle_stage, artifact_uri, experiment_id)"
    " VALUES (?, ?, 'UNKNOWN', '', '', 'bench', ?, ?, ?, '', 'active', ?, ?)",
    (
        (
            run_id(trial["number"]),
            f"trial {trial['number']}",
            states[trial["state"]],
            milliseconds(trial["startedAt"]),
            ended[trial["number"]],
            os.path.join(folder, "artifacts", run_id(trial["number"])),
            experiment,
        )
        for trial in trials
    ),
)
db.executemany(
    "INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.runName', ?, ?)",
    ((f"trial {trial['number']}", run_id(trial["number"])) for trial in trials),
)
db.executemany(
    "INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)",
    (
        (column.removeprefix("params."), value, run_id(trial["number"]))
        for trial in trials
        for column, value in trial.items()
        if column.startswith("params.") and value != ""
    ),
)


def metrics():
    with open(os.path.join(folder, "reports.csv"), newline="") as source:
        for report in csv.DictReader(source):
            if report["value"] != "":
                number = report["number"]
                yield float(report["value"]), ended[number], int(report["step"]), run_id(number)


db.executemany(
    "INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid)"
    " VALUES ('accuracy', ?, ?, ?, 0, ?)",
    metrics(),
)
# of each run its last step: SQLite takes the other columns from the row of the maximum
db.execute(
    "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid)"
    " SELECT key, value, timestamp, max(step), is_nan, run_uuid FROM metrics GROUP BY key, run_uuid"
)
db.commit()
