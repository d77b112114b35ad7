"""The network of a prediction as an ONNX model, for the runtimes that read one."""

import numpy as np
import onnx  # type: ignore[import-not-found]
from benchmarks.peers.networks import Array, Layer, channels_first, grouped
from benchmarks.peers.recurrent import GATES, onnx_parts
from benchmarks.peers.workloads import Workload, examples_of, first_weights
from onnx import TensorProto, helper, numpy_helper

OPERATORS = {"relu": "Relu", "softmax": "Softmax"}
OPSET = 21
IR_VERSION = 10  # the one of opset 21


def onnx_inputs(workload: Workload) -> Array:
    """Return the inputs [m][n], [m][c][h][w] or [t][m][n].

    ONNX has the channels of images and the steps of sequences first.
    """
    inputs, _ = examples_of(workload, "float32")
    is_sequence = inputs.ndim == 3
    return np.ascontiguousarray(
        inputs.swapaxes(0, 1) if is_sequence else np.moveaxis(inputs, -1, 1)
    )


def onnx_model(workload: Workload) -> bytes:
    """Return the serialized model: inputs x, outputs y [m][k], both float32."""
    first = first_weights(workload, "float32")
    parts = channels_first(workload.input_shape, workload.network, first)
    nodes: list[onnx.NodeProto] = []
    tensors: list[onnx.TensorProto] = []
    x = "x"
    for number, (layer, own) in enumerate(grouped(workload.network, parts)):
        weights = onnx_parts(layer, own) if layer[0] in GATES else own
        names = [f"weights{number}-{i}" for i in range(len(weights))]
        tensors += map(numpy_helper.from_array, weights, names)
        x = add_nodes(nodes, layer, [x, *names], str(number))
    nodes[-1].output[:] = ["y"]
    shapes = {"x": onnx_inputs(workload).shape, "y": (workload.examples, workload.sizes[-1])}
    x_info, y_info = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in shapes.items()
    )
    graph = helper.make_graph(nodes, "network", [x_info], [y_info], tensors)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def add_nodes(nodes: list[onnx.NodeProto], layer: Layer, inputs: list[str], number: str) -> str:
    """Append the nodes of a layer; return the name of its outputs."""
    sums = f"sums{number}"
    match layer:
        case ["dense", _, _]:
            nodes.append(helper.make_node("Gemm", inputs, [sums]))
        case ["conv2d", _, _, padding, _]:
            # "same" in Keras has the additional row and column at the end.
            pads = {"same": "SAME_UPPER", "valid": "VALID"}[padding]
            nodes.append(helper.make_node("Conv", inputs, [sums], auto_pad=pads))
        case ["average_pooling2d", side]:
            square = [side, side]
            settings = {"kernel_shape": square, "strides": square}
            nodes.append(helper.make_node("AveragePool", inputs, [sums], **settings))
            return sums
        case ["flatten"]:
            nodes.append(helper.make_node("Flatten", inputs, [sums]))
            return sums
        case ["lstm" | "gru", units]:
            last = f"last{number}"  # [1][m][u]
            more = {"linear_before_reset": 1} if layer[0] == "gru" else {}
            node = helper.make_node(layer[0].upper(), inputs, ["", last], hidden_size=units, **more)
            nodes.append(node)
            nodes.append(helper.make_node("Flatten", [last], [sums], axis=2))
            return sums
        case _:
            raise ValueError(f"unknown layer: {layer}")
    outputs = f"outputs{number}"
    nodes.append(helper.make_node(OPERATORS[layer[-1]], [sums], [outputs]))
    return outputs
