"""PyTorch: the loop of its tutorials with fused optimizers, and TorchScript for predictions.

A second row of the training runs has subnormal ("denormal") numbers flushed to zero, on one thread
only: PyTorch sets that for the thread that asks, not for its helpers.

``torch.compile`` made neither training nor the prediction of one sample faster with these small
dense networks; only networks with convolutions have a row of it. Their predictions are made a chunk
at a time, which takes half as long as all samples at once; so are those of recurrent layers.

``torch.compile`` leaves recurrent layers as they are. With ``torch._dynamo.config.allow_rnn`` it
cannot train an LSTM, and compiles a GRU for more than a minute, which then takes 0.7 to 0.8 times
as long as before, more than with JAX.
"""

import os
import shutil
import warnings
from typing import Any

import torch  # type: ignore[import-not-found]
from benchmarks.peers.networks import (
    Array,
    Layer,
    Shape,
    channels_first,
    channels_last,
    grouped,
    with_shapes,
)
from benchmarks.peers.recurrent import GATES, from_pytorch, pytorch_parts
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
    if inputs.ndim == 4:  # images: their channels first
        inputs = inputs.movedim(-1, 1).contiguous()
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


class Recurrent(torch.nn.Module):  # type: ignore[misc]
    """A recurrent layer that returns the outputs of the last step."""

    def __init__(self, kind: str, features: int, units: int) -> None:
        """Take "lstm" or "gru"; the first has one bias that learns, as the other libraries'."""
        super().__init__()
        modules = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
        self.layer = modules[kind](features, units, batch_first=True)
        self.layer.bias_hh_l0.requires_grad_(kind == "gru")

    def forward(self, x: Any) -> Any:
        """Return [m][u] for x [m][t][n]."""
        outputs, _ = self.layer(x)
        return outputs[:, -1]


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
        case ["lstm" | "gru", units]:
            return Recurrent(layer[0], inputs[1], units)
    raise ValueError(f"unknown layer: {layer}")


def set_parameters(workload: Workload, parameters: list[Any]) -> None:
    """Give a model the first weights."""
    parts = to_pytorch(workload, first_weights(workload, "float32"))
    with torch.no_grad():
        for parameter, part in zip(parameters, parts, strict=True):
            parameter.copy_(torch.from_numpy(part))


def to_pytorch(workload: Workload, weights: list[Array]) -> list[Array]:
    """Return weights in PyTorch's layout; its dense kernels are [u][n]."""
    parts = channels_first(workload.input_shape, workload.network, weights)
    result = []
    for layer, own in grouped(workload.network, parts):
        if layer[0] in GATES:
            result += pytorch_parts(layer, own)
        else:
            result += [part.T if part.ndim == 2 else part for part in own]
    return result


def weights_of(workload: Workload, parameters: list[Any]) -> list[Array]:
    """Return the weights of a model in the order of ``first_weights``."""
    arrays = [parameter.detach().numpy() for parameter in parameters]
    parts = []
    for layer, own in grouped(workload.network, arrays, recurrent=4):
        if layer[0] in GATES:
            parts += from_pytorch(layer, own)
        else:
            parts += [part.T if part.ndim == 2 else part for part in own]
    return channels_last(workload.input_shape, workload.network, parts)


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

    return training(workload, train_epochs, lambda: weights_of(workload, parameters), reset)
