"""scikit-learn: MLPClassifier, whose partial_fit is an epoch here, in float32."""

from typing import Any

import sklearn  # type: ignore[import-untyped]
from benchmarks.peers.worker import Task, prediction
from benchmarks.peers.works import ADAM, SPARSE, Work, examples_of, first_weights
from sklearn.neural_network import MLPClassifier  # type: ignore[import-untyped]

IMPLEMENTATIONS = ["scikit-learn"]


def versions() -> dict[str, str]:
    return {"scikit-learn": sklearn.__version__}


def prepare(implementation: str, work: Work) -> Task | None:
    if (
        work.kind == "multiply" or work.loss != SPARSE
    ):  # no network of it has this loss after sigmoid
        return None
    inputs, targets = examples_of(work, "float32")
    model = MLPClassifier(
        hidden_layer_sizes=work.sizes[1:-1],
        alpha=0.0,
        batch_size=min(work.batch, work.examples),
        learning_rate_init=ADAM["learning_rate"],
        beta_1=ADAM["beta_1"],
        beta_2=ADAM["beta_2"],
        epsilon=ADAM["epsilon"],
        shuffle=False,
    )
    classes = list(range(work.sizes[-1]))
    model.partial_fit(
        inputs, targets, classes=classes
    )  # makes the network, which then gets our weights
    reset_model(model, work)
    if work.kind == "predict":
        return prediction(lambda: model.predict_proba(inputs), work.calls, lambda outputs: outputs)

    def result() -> list[Any]:
        pairs = zip(model.coefs_, model.intercepts_, strict=True)
        return [part for pair in pairs for part in pair]

    def run() -> None:
        for _ in range(work.epochs):
            model.partial_fit(inputs, targets)

    return Task(run, result, lambda: reset_model(model, work))


def reset_model(model: Any, work: Work) -> None:
    """Give a model the first weights, and let its optimizer forget its steps."""
    weights = first_weights(work, "float32")
    model.coefs_, model.intercepts_ = weights[::2], weights[1::2]
    vars(model).pop("_optimizer", None)  # partial_fit then makes a new one
