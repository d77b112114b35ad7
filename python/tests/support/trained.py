"""What a port answers about a training run."""

import hashlib
import json
from typing import Any

import numpy as np

from refnet.conformance.ports import own_ports
from refnet.conformance.process import PortProcess


def ask(process: PortProcess, question: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to a request, which must not be a refusal."""
    answer: dict[str, Any] = json.loads(process.ask(json.dumps({"id": 1, **question})))
    assert "error" not in answer, answer["error"]
    return answer


def sha256(trained: list[dict[str, Any]]) -> str:
    """Return the SHA-256 of the weights in a trial, in the order of ``weights_sha256``."""
    digest = hashlib.sha256()
    for layer in trained:
        for part in ("kernel", "recurrent_kernel", "bias"):
            if part in layer:
                numbers = np.array(layer[part], dtype=np.float64)  # reads "-0"
                digest.update(numbers.astype("<f8").tobytes())
    return digest.hexdigest()


def check_port(
    port: str, question: dict[str, Any], run: dict[str, Any], tested: Any, classes: Any
) -> None:
    """Check what a port makes of a training run, and its predictions, against a file's ``run``.

    question: the run's request; tested [m][...], classes [m]: examples to predict
    """
    [used] = [each for each in own_ports() if each.name == port]
    with PortProcess(used.command, used.folder, time_limit=20_000.0) as process:
        [trial] = ask(process, question)["trials"]
        assert (trial["epoch"], trial["loss"]) == (run["epochs"], run["loss"])
        assert sha256(trial["layers"]) == run["weights_sha256"]
        layers = [{**a, **b} for a, b in zip(question["layers"], trial["layers"], strict=True)]
        shape = question["input_shape"]
        saved = {"experiment": "save_model", "layers": layers, "input_shape": shape}
        model = ask(process, saved)["model"]
        rows = tested.reshape(len(tested), -1).tolist()
        outputs = ask(process, {"experiment": "predict", "model": model, "inputs": rows})["outputs"]
    right = np.array(outputs, np.float64).argmax(axis=1) == classes
    assert int(right.sum()) == run["answered_right"]
