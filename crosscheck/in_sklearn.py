"""Train networks with scikit-learn's MLPClassifier; the files are those of in_keras.py.

All hidden layers have the same activation, the last one is a softmax. Everything is float64.
"""

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

ACTIVATIONS = {"linear": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
# those of the optimizers' settings that MLPClassifier has
MLP_NAMES = {
    "learning_rate": "learning_rate_init",
    "momentum": "momentum",
    "nesterov": "nesterovs_momentum",
    "beta_1": "beta_1",
    "beta_2": "beta_2",
    "epsilon": "epsilon",
}


def train(task: dict[str, Any]) -> dict[str, Any]:
    """Return each epoch's loss and the weights after the last epoch."""
    *hidden, last = task["layers"]
    solver, settings = task["optimizer"]
    inputs, targets = np.array(task["inputs"]), np.array(task["targets"])
    own = {MLP_NAMES[name]: value for name, value in settings.items() if name in MLP_NAMES}
    model = MLPClassifier(
        hidden_layer_sizes=[layer["units"] for layer in hidden],
        activation=ACTIVATIONS[hidden[0]["activation"]],
        solver=solver.lower(),
        alpha=0.0,
        batch_size=task["batch_size"],
        max_iter=1,
        shuffle=False,
        tol=0.0,
        warm_start=True,
        n_iter_no_change=task["epochs"] + 1,
        **own,
    )
    # The first call creates the model and its own weights; the second one starts from ours
    # (warm_start), with a new optimizer.
    model.fit(inputs, targets)
    model.coefs_ = [np.array(layer["kernel"]) for layer in (*hidden, last)]
    model.intercepts_ = [np.array(layer["bias"]) for layer in (*hidden, last)]
    model.set_params(max_iter=task["epochs"])
    model.fit(inputs, targets)
    pairs = zip(model.coefs_, model.intercepts_, strict=True)
    return {
        "losses": model.loss_curve_[-task["epochs"] :],
        "weights": [part.tolist() for pair in pairs for part in pair],
    }


def main(tasks: Path, answer: Path) -> None:
    warnings.simplefilter(
        "ignore", ConvergenceWarning
    )  # the run is meant to end before convergence
    results = [train(task) for task in json.loads(tasks.read_text(encoding="utf-8"))]
    answer.write_text(json.dumps(results), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
