"""PyTorch: the loop of its tutorials with fused optimizers, and TorchScript for predictions.

A second row of the training runs has subnormal ("denormal") numbers flushed to zero, on one thread
only: PyTorch sets that for the thread that asks, not for its helpers.

``torch.compile`` was tried and left out: with these small networks it made neither training nor the
prediction of one sample faster.
"""

import os
import warnings
from typing import Any

import torch  # type: ignore[import-not-found]
from benchmarks.peers.worker import Task, prediction, training
from benchmarks.peers.workloads import ADAM, SGD_RATE, SQUARED, Workload, examples_of, first_weights

PLAIN, FLUSHED, SCRIPT = IMPLEMENTATIONS = [
    "PyTorch",
    "PyTorch, denormals flushed",
    "PyTorch, TorchScript",
]

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
    model, parameters = network(workload)
    inputs, targets = (torch.from_numpy(array) for array in examples_of(workload, "float32"))
    if workload.kind == "train":
        is_flushed = implementation == FLUSHED
        return train(workload, model, parameters, inputs, targets, is_flushed)
    model.append(torch.nn.Softmax(dim=1)).eval()
    call = model
    if implementation == SCRIPT:
        warnings.simplefilter("ignore", DeprecationWarning)
        call = torch.jit.freeze(torch.jit.trace(model, inputs))
    task = prediction(lambda: call(inputs), workload.calls, lambda outputs: outputs.numpy())
    return task._replace(run=torch.inference_mode()(task.run))


def network(workload: Workload) -> tuple[Any, list[Any]]:
    """Return the model without its softmax, which the loss includes, and its kernels and biases."""
    model, parameters = torch.nn.Sequential(), []
    for i, activation in enumerate(workload.activations):
        linear = torch.nn.Linear(workload.sizes[i], workload.sizes[i + 1])
        model.append(linear)
        parameters += [linear.weight, linear.bias]
        if activation != "softmax":
            model.append(ACTIVATIONS[activation]())
    set_parameters(workload, parameters)
    return model, parameters


def set_parameters(workload: Workload, parameters: list[Any]) -> None:
    """Give a model the first weights; PyTorch's kernels are [u][n]."""
    with torch.no_grad():
        for parameter, part in zip(parameters, first_weights(workload, "float32"), strict=True):
            parameter.copy_(torch.from_numpy(part.T if part.ndim == 2 else part))


def train(
    workload: Workload,
    model: Any,
    parameters: list[Any],
    inputs: Any,
    targets: Any,
    is_flushed: bool,
) -> Task:
    if workload.loss == SQUARED:
        criterion = torch.nn.MSELoss(reduction="sum")
        optimizer = torch.optim.SGD(model.parameters(), lr=SGD_RATE, fused=True)
    else:
        criterion = torch.nn.CrossEntropyLoss()
        betas = ADAM["beta_1"], ADAM["beta_2"]
        rate, epsilon = ADAM["learning_rate"], ADAM["epsilon"]
        optimizer = torch.optim.Adam(model.parameters(), rate, betas, epsilon, fused=True)
    batches = list(zip(inputs.split(workload.batch), targets.split(workload.batch), strict=True))

    def train_epochs(epochs: int) -> None:
        torch.set_flush_denormal(is_flushed)
        for _ in range(epochs):
            for x, t in batches:
                optimizer.zero_grad()
                loss = criterion(model(x), t)
                loss.backward()
                optimizer.step()
        torch.set_flush_denormal(False)

    def reset() -> None:
        set_parameters(workload, parameters)
        optimizer.state.clear()

    def result() -> list[Any]:
        return [parameter.detach().numpy().T for parameter in parameters]

    return training(workload, train_epochs, result, reset)
