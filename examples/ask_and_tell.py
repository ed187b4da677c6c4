"""Sweepd suggests, scikit-learn trains. pip install requests scikit-learn; npm start; python examples/ask_and_tell.py"""
import os

import requests
from sklearn.datasets import load_digits
from sklearn.model_selection import cross_val_score
from sklearn.svm import SVC

http, url = requests.Session(), os.environ.get("SWEEPD_URL", "http://127.0.0.1:3000") + "/v1/studies"
http.headers["Authorization"] = f"Bearer {os.environ.get('SWEEPD_API_KEY', '')}"

def post(path, body):
    answer = http.post(url + path, json=body)
    answer.raise_for_status()
    return answer.json()

study = post("", {
    "name": "digits, support vectors", "objective": {"metric": "accuracy", "direction": "maximize"},
    "sampler": {"type": "tpe"}, "budget": {"trials": 20},
    "space": {"C": {"$float": {"low": 0.01, "high": 100, "log": True}},
              "gamma": {"$float": {"low": 1e-5, "high": 1, "log": True}},
              "kernel": {"$choice": ["rbf", "poly"]}}})
x, y = load_digits(return_X_y=True)
while asked := post(f"/{study['id']}/trials/suggest", {"clientId": f"python {os.getpid()}"})["trials"]:
    for trial in asked:
        accuracy = cross_val_score(SVC(**trial["spec"]), x, y, cv=3).mean()
        post(f"/{study['id']}/trials/{trial['number']}/complete", {"value": accuracy})
        print(trial["number"], trial["params"], round(accuracy, 4))
print("best:", http.get(f"{url}/{study['id']}").json()["best"])
