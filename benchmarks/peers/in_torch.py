"""PyTorch: the loop of its tutorials with fused optimizers, and TorchScript for predictions.

A second row of the training runs has subnormal ("denormal") numbers flushed to zero, on one thread
only: PyTorch sets that for the thread that asks, not for its helpers.

``torch.compile`` made neither training nor the prediction of one sample faster with these small
dense networks; only networks with convolutions have a row of it. Their predictions are made a chunk
at a time, which takes half as long as all samples at once.
"""

import os
import shutil
import warnings
from typing import Any

import torch  # type: ignore[import-not-found]
from benchmarks.peers.networks import Layer, Shape, channels_first, channels_last, with_shapes
from benchmarks.peers.worker import Task, prediction, training
from benchmarks.peers.workloads import ADAM, SGD_RATE, SQUARED, Workload, examples_of, first_weights

PLAIN, FLUSHED, SCRIPT, COMPILED = IMPLEMENTATIONS = [
    "PyTorch",
    "PyTorch, denormals flushed",
    "PyTorch, TorchScript",
    "PyTorch, compiled",
]
CHUNK = 100

ACTIVATIONS = {"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid}

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))


def versions() -> dict[str, str]:
    return {"PyTorch": torch.__version__}


def prepare(implementation: str, workload: Workload) -> Task | None:
    only_kind = {FLUSHED: "train", SCRIPT: "predict"}.get(implementation, workload.kind)
    if workload.kind == "multiply" or workload.kind != only_kind:
        return None
    if implementation == FLUSHED and torch.get_num_threads() > 1:
        return None
    if implementation == COMPILED and not (workload.layers and shutil.which("g++")):
        return None
    model, parameters = network(workload)
    arrays = examples_of(workload, "float32")
    inputs, targets = torch.from_numpy(arrays[0]), torch.from_numpy(arrays[1])
    inputs = inputs.movedim(-1, 1).contiguous()  # [m][n], or the channels of an image first
    if workload.kind == "train":
        return train(workload, implementation, model, parameters, inputs, targets)
    model.append(torch.nn.Softmax(dim=1)).eval()
    chunks = inputs.split(CHUNK if workload.layers else len(inputs))
    call = compiled(model) if implementation == COMPILED else model
    if implementation == SCRIPT:
        warnings.simplefilter("ignore")
        call = torch.jit.freeze(torch.jit.trace(model, chunks[0]))
    task = prediction(
        lambda: [call(chunk) for chunk in chunks],
        workload.calls,
        lambda outputs: torch.cat(outputs).numpy(),
    )
    return task._replace(run=torch.inference_mode()(task.run))


def compiled(model: Any) -> Any:
    torch.compiler.reset()  # forget the shapes of earlier workloads
    return torch.compile(model, dynamic=False)


def network(workload: Workload) -> tuple[Any, list[Any]]:
    """Return the model without its softmax, which the loss includes, and its kernels and biases."""
    model = torch.nn.Sequential()
    for layer, inputs in with_shapes(workload.input_shape, workload.network):
        model.append(module_of(layer, inputs))
        if layer[0] in ("dense", "conv2d") and layer[-1] != "softmax":
            model.append(ACTIVATIONS[layer[-1]]())
    parameters = list(model.parameters())
    set_parameters(workload, parameters)
    return model, parameters


def module_of(layer: Layer, inputs: Shape) -> Any:
    """Return the module of a layer for inputs of a shape."""
    match layer:
        case ["dense", units, _]:
            return torch.nn.Linear(inputs[0], units)
        case ["conv2d", filters, side, padding, _]:
            return torch.nn.Conv2d(inputs[2], filters, side, padding=padding)
        case ["average_pooling2d", side]:
            return torch.nn.AvgPool2d(side)
        case ["flatten"]:
            return torch.nn.Flatten()
    raise ValueError(f"unknown layer: {layer}")


def set_parameters(workload: Workload, parameters: list[Any]) -> None:
    """Give a model the first weights; PyTorch's dense kernels are [u][n]."""
    first = first_weights(workload, "float32")
    parts = channels_first(workload.input_shape, workload.network, first)
    with torch.no_grad():
        for parameter, part in zip(parameters, parts, strict=True):
            parameter.copy_(torch.from_numpy(part.T if part.ndim == 2 else part))


def train(
    workload: Workload,
    implementation: str,
    model: Any,
    parameters: list[Any],
    inputs: Any,
    targets: Any,
) -> Task:
    if workload.loss == SQUARED:
        criterion = torch.nn.MSELoss(reduction="sum")
        optimizer = torch.optim.SGD(model.parameters(), lr=SGD_RATE, fused=True)
    else:
        criterion = torch.nn.CrossEntropyLoss()
        betas = ADAM["beta_1"], ADAM["beta_2"]
        rate, epsilon = ADAM["learning_rate"], ADAM["epsilon"]
        optimizer = torch.optim.Adam(model.parameters(), rate, betas, epsilon, fused=True)
    call = compiled(model) if implementation == COMPILED else model
    batches = list(zip(inputs.split(workload.batch), targets.split(workload.batch), strict=True))

    def train_epochs(epochs: int) -> None:
        torch.set_flush_denormal(implementation == FLUSHED)
        for _ in range(epochs):
            for x, t in batches:
                optimizer.zero_grad()
                loss = criterion(call(x), t)
                loss.backward()
                optimizer.step()
        torch.set_flush_denormal(False)

    def reset() -> None:
        set_parameters(workload, parameters)
        optimizer.state.clear()

    def result() -> list[Any]:
        arrays = [parameter.detach().numpy() for parameter in parameters]
        parts = [array.T if array.ndim == 2 else array for array in arrays]
        return channels_last(workload.input_shape, workload.network, parts)

    return training(workload, train_epochs, result, reset)
