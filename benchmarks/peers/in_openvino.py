"""OpenVINO: predictions by one request, whose inputs are set once.

Its own choice of precision would be bfloat16 on processors that have instructions for it.
"""

import os

import openvino  # type: ignore[import-not-found]
from benchmarks.peers.onnx_model import onnx_inputs, onnx_model
from benchmarks.peers.worker import Task, prediction
from benchmarks.peers.workloads import Workload

IMPLEMENTATIONS = ["OpenVINO"]


def versions() -> dict[str, str]:
    return {"OpenVINO": openvino.__version__.split("-")[0]}


def prepare(implementation: str, workload: Workload) -> Task | None:
    if workload.kind != "predict":
        return None
    core = openvino.Core()
    settings = {
        "INFERENCE_NUM_THREADS": int(os.environ["OMP_NUM_THREADS"]),
        "INFERENCE_PRECISION_HINT": "f32",
        "PERFORMANCE_HINT": "LATENCY",
    }
    model = core.compile_model(core.read_model(onnx_model(workload), b""), "CPU", settings)
    request = model.create_infer_request()
    request.get_input_tensor().data[:] = onnx_inputs(workload)
    return prediction(
        lambda: request.infer(share_outputs=True),
        workload.calls,
        lambda _: request.get_output_tensor().data.copy(),
    )
