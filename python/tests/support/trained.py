"""What a port answers about a training run."""

import hashlib
import json
from typing import Any

import numpy as np

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
