"""PyTorch: the loop of its tutorials, with the fused optimizers, and TorchScript for predictions.

``torch.compile`` was tried: it made neither the training of these small networks faster, nor the
prediction of one sample.
"""

import os
import warnings
from typing import Any

import torch  # type: ignore[import-not-found]
from benchmarks.peers.worker import Task, prediction
from benchmarks.peers.works import ADAM, SGD_RATE, SQUARED, Work, examples_of, first_weights

IMPLEMENTATIONS = ["PyTorch", "PyTorch, TorchScript"]

ACTIVATIONS = {"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid}

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))


def versions() -> dict[str, str]:
    return {"PyTorch": torch.__version__}


def prepare(implementation: str, work: Work) -> Task | None:
    is_script = implementation == "PyTorch, TorchScript"
    if work.kind == "multiply" or (is_script and work.kind != "predict"):
        return None
    model, parameters = network(work)
    inputs, targets = (torch.from_numpy(array) for array in examples_of(work, "float32"))
    if work.kind == "train":
        return train(work, model, parameters, inputs, targets)
    model.append(torch.nn.Softmax(dim=1)).eval()
    call = model
    if is_script:
        warnings.simplefilter("ignore", DeprecationWarning)
        call = torch.jit.freeze(torch.jit.trace(model, inputs))
    task = prediction(lambda: call(inputs), work.calls, lambda outputs: outputs.numpy())
    return task._replace(run=torch.inference_mode()(task.run))


def network(work: Work) -> tuple[Any, list[Any]]:
    """Return the model, whose softmax belongs to its loss, and its kernels and biases."""
    model, parameters = torch.nn.Sequential(), []
    for i, activation in enumerate(work.activations):
        linear = torch.nn.Linear(work.sizes[i], work.sizes[i + 1])
        model.append(linear)
        parameters += [linear.weight, linear.bias]
        if activation != "softmax":
            model.append(ACTIVATIONS[activation]())
    set_parameters(work, parameters)
    return model, parameters


def set_parameters(work: Work, parameters: list[Any]) -> None:
    """Give a model the first weights; PyTorch has kernels [u][n]."""
    with torch.no_grad():
        for parameter, part in zip(parameters, first_weights(work, "float32"), strict=True):
            parameter.copy_(torch.from_numpy(part.T if part.ndim == 2 else part))


def train(work: Work, model: Any, parameters: list[Any], inputs: Any, targets: Any) -> Task:
    if work.loss == SQUARED:
        criterion = torch.nn.MSELoss(reduction="sum")
        optimizer = torch.optim.SGD(model.parameters(), lr=SGD_RATE, fused=True)
    else:
        criterion = torch.nn.CrossEntropyLoss()
        betas = ADAM["beta_1"], ADAM["beta_2"]
        rate, epsilon = ADAM["learning_rate"], ADAM["epsilon"]
        optimizer = torch.optim.Adam(model.parameters(), rate, betas, epsilon, fused=True)
    batches = list(zip(inputs.split(work.batch), targets.split(work.batch), strict=True))

    def run() -> None:
        for _ in range(work.epochs):
            for x, t in batches:
                optimizer.zero_grad()
                loss = criterion(model(x), t)
                loss.backward()
                optimizer.step()

    def reset() -> None:
        set_parameters(work, parameters)
        optimizer.state.clear()

    return Task(run, lambda: [p.detach().numpy().T for p in parameters], reset)
