"""Optuna's samplers for bench/samplers. The values of trials come from the other side, which has the functions.

A line of JSON in starts a job. For each trial a line with its params goes out, and one with its values comes in
(null: the trial failed). `parallel` trials run at once: a trial is told only when so many others have been asked.
"""

import collections
import json
import sys
import time
import warnings

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.simplefilter("ignore")

samplers = {
    "tpe": optuna.samplers.TPESampler,
    "gp": optuna.samplers.GPSampler,
    "cmaes": optuna.samplers.CmaEsSampler,
    "nsga2": optuna.samplers.NSGAIISampler,
    "random": optuna.samplers.RandomSampler,
}


def distribution(domain):
    if domain["type"] == "choice":
        return CategoricalDistribution(domain["options"])
    if domain["type"] == "int":
        return IntDistribution(domain["low"], domain["high"], domain["log"], domain["step"])
    return FloatDistribution(domain["low"], domain["high"], domain["log"], domain["step"])


def is_active(conditions, params):
    """True where every requirement of any condition is met; none: always."""

    def is_met(requirement):
        value = params.get(requirement["parameter"])
        if value is None:
            return False
        if "above" in requirement:
            return value > requirement["above"]
        return value == requirement["equals"]

    return not conditions or any(all(map(is_met, condition)) for condition in conditions)


def say(message):
    print(json.dumps(message), flush=True)


def suggest(study, parameters):
    started = time.perf_counter()
    trial = study.ask()
    params = {}
    for name, dist, conditions in parameters:
        if is_active(conditions, params):
            params[name] = trial._suggest(name, dist)
    return trial, params, time.perf_counter() - started


def run(job):
    study = optuna.create_study(
        directions=["minimize"] * job["objectives"],
        sampler=samplers[job["sampler"]](seed=job["seed"]),
    )
    parameters = [
        (one["name"], distribution(one["domain"]), one["conditions"]) for one in job["parameters"]
    ]
    running = collections.deque()
    for _ in range(job["budget"]):
        if len(running) == job["parallel"]:
            tell(study, *running.popleft())
        trial, params, seconds = suggest(study, parameters)
        say({"params": params, "seconds": seconds})
        running.append((trial, json.loads(sys.stdin.readline())))


def tell(study, trial, values):
    if values is None:
        study.tell(trial, state=optuna.trial.TrialState.FAIL)
    else:
        study.tell(trial, values)


for line in sys.stdin:
    run(json.loads(line))
