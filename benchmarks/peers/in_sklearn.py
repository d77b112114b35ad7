"""scikit-learn: MLPClassifier in float32; each call of partial_fit is an epoch."""

from typing import Any

import sklearn
from benchmarks.peers.worker import Task, prediction, training
from benchmarks.peers.workloads import ADAM, SPARSE, Workload, examples_of, first_weights
from sklearn.neural_network import MLPClassifier

IMPLEMENTATIONS = ["scikit-learn"]


def versions() -> dict[str, str]:
    return {"scikit-learn": sklearn.__version__}


def prepare(implementation: str, workload: Workload) -> Task | None:
    # MLPClassifier does not have the squared error.
    if workload.kind == "multiply" or workload.loss != SPARSE:
        return None
    inputs, targets = examples_of(workload, "float32")
    model = MLPClassifier(
        hidden_layer_sizes=workload.sizes[1:-1],
        alpha=0.0,
        batch_size=min(workload.batch, workload.examples),
        learning_rate_init=ADAM["learning_rate"],
        beta_1=ADAM["beta_1"],
        beta_2=ADAM["beta_2"],
        epsilon=ADAM["epsilon"],
        shuffle=False,
    )
    classes = list(range(workload.sizes[-1]))
    # The first call creates the network; its weights are replaced at once.
    model.partial_fit(inputs, targets, classes=classes)
    reset_model(model, workload)
    if workload.kind == "predict":
        return prediction(
            lambda: model.predict_proba(inputs), workload.calls, lambda outputs: outputs
        )

    def result() -> list[Any]:
        pairs = zip(model.coefs_, model.intercepts_, strict=True)
        return [part for pair in pairs for part in pair]

    def train_epochs(epochs: int) -> None:
        for _ in range(epochs):
            model.partial_fit(inputs, targets)

    return training(workload, train_epochs, result, lambda: reset_model(model, workload))


def reset_model(model: Any, workload: Workload) -> None:
    """Give the model the first weights and a new optimizer."""
    weights = first_weights(workload, "float32")
    model.coefs_, model.intercepts_ = weights[::2], weights[1::2]
    vars(model).pop("_optimizer", None)  # partial_fit then creates a new one
