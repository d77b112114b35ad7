"""The network of a prediction as an ONNX model, for the runtimes that read one."""

import onnx  # type: ignore[import-not-found]
from benchmarks.peers.workloads import Workload, first_weights
from onnx import TensorProto, helper, numpy_helper

OPERATORS = {"relu": "Relu", "softmax": "Softmax"}
OPSET = 21
IR_VERSION = 10  # the one of opset 21


def onnx_model(workload: Workload) -> bytes:
    """Return the serialized model: inputs x [m][n], outputs y [m][k], both float32."""
    parts = first_weights(workload, "float32")
    names = [f"{part}{i}" for i in range(len(parts) // 2) for part in ("kernel", "bias")]
    nodes, x = [], "x"
    for i, activation in enumerate(workload.activations):
        logits, y = f"logits{i}", "y" if i == len(workload.activations) - 1 else f"y{i}"
        nodes.append(helper.make_node("Gemm", [x, *names[2 * i : 2 * i + 2]], [logits]))
        nodes.append(helper.make_node(OPERATORS[activation], [logits], [y]))
        x = y
    shapes = {"x": [workload.examples, workload.sizes[0]], "y": [workload.examples, 10]}
    x_info, y_info = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in shapes.items()
    )
    weights = [numpy_helper.from_array(part, name) for part, name in zip(parts, names, strict=True)]
    graph = helper.make_graph(nodes, "network", [x_info], [y_info], weights)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
