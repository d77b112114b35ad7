"""ONNX Runtime: predictions, with inputs and outputs bound once."""

import os

import numpy as np
import onnxruntime  # type: ignore[import-not-found]
from benchmarks.peers.onnx_model import onnx_inputs, onnx_model
from benchmarks.peers.worker import Task, prediction
from benchmarks.peers.workloads import Workload

IMPLEMENTATIONS = ["ONNX Runtime"]


def versions() -> dict[str, str]:
    return {"ONNX Runtime": onnxruntime.__version__}


def prepare(implementation: str, workload: Workload) -> Task | None:
    if workload.kind != "predict":
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ["OMP_NUM_THREADS"])
    session = onnxruntime.InferenceSession(
        onnx_model(workload), options, providers=["CPUExecutionProvider"]
    )
    inputs = onnx_inputs(workload)
    outputs = np.empty((workload.examples, workload.sizes[-1]), np.float32)
    x, y = (onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in (inputs, outputs))
    binding = session.io_binding()
    binding.bind_ortvalue_input("x", x)
    binding.bind_ortvalue_output("y", y)
    return prediction(
        lambda: session.run_with_iobinding(binding), workload.calls, lambda _: y.numpy()
    )
