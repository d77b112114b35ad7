"""Chapter recurrent in real numbers: a batch goes through the layer step by step.

The formulas are those of the outputs alone; ``graph`` has the gradients.
"""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from mpmath import mpf
from numpy.random import RandomState

from oracle.dropout import factors
from oracle.graph import Expression, gradients_of, side_by_side
from oracle.reals import Reals
from oracle.sequences import OnSteps


class Recurrent(OnSteps, ABC):
    """A recurrent layer: kernel [n][g * u], recurrent_kernel [u][g * u], bias as a matrix, or None.

    biases: how an answer has the bias, [g * u] or [2][3 * u]; rates: of leaving out features and
    outputs before.
    """

    activation = "linear"  # of what the layer gives; units: that of its formulas
    factors: tuple[Reals, Reals] | None = None  # [m][n] and [m][u], in training
    memory: list[Reals] | None = None  # [m][u] each, before the first step; None: zeros
    after: list[Reals]  # the memory after the last step

    def __init__(
        self,
        shape: list[int],
        kernel: Reals,
        recurrent_kernel: Reals,
        bias: Reals | None,
        activations: tuple[str, str],
        return_sequences: bool,
        go_backwards: bool,
        rates: tuple[mpf, mpf],
        stateful: bool,
        return_state: bool,
    ) -> None:
        self.steps, self.features = shape
        self.kernel, self.recurrent_kernel, self.bias = kernel, recurrent_kernel, bias
        self.units, self.gates = activations
        self.returns_all, self.backwards = return_sequences, go_backwards
        self.rates, self.stateful = rates, stateful
        self.u = len(recurrent_kernel)
        self.returns_state = return_state
        self.shape = [self.steps, self.u] if return_sequences else [self.u]
        if return_state:
            states = len(self.zeros(1)) * self.u
            self.shape = [(self.steps if return_sequences else 1) * self.u + states]

    @abstractmethod
    def step(
        self, x: Expression, memory: list[Expression], weights: list[Expression]
    ) -> list[Expression]:
        """Return the memory after a step, of which the first part is the output.

        x [m][n]; memory [m][u] each; weights: kernel, recurrent kernel, and a row for each bias
        """

    def zeros(self, m: int) -> list[Reals]:
        """Return the memory of a layer that has read nothing."""
        return [np.full((m, self.u), mpf(0), dtype=object)]

    def draw(self, m: int, generator: RandomState) -> None:
        """Draw the factors of a batch of m examples, one example after another."""
        sizes = self.features, self.u
        drawn = [
            [factors(n, rate, generator) for n, rate in zip(sizes, self.rates, strict=True)]
            for _ in range(m)
        ]
        of_features, of_memory = (np.array(each) for each in zip(*drawn, strict=True))
        self.factors = of_features, of_memory

    def rest(self) -> None:
        """Leave nothing out from here on, and forget everything."""
        self.factors = self.memory = None

    def proceed(self) -> None:
        """Begin the next batch with the memory after this one, if the layer is stateful."""
        self.memory = self.after if self.stateful else None

    def seen(self, x: Expression, memory: list[Expression]) -> tuple[Expression, list[Expression]]:
        """Return features and memory without what is left out; only outputs are."""
        if self.factors is None:
            return x, memory
        of_features, of_memory = self.factors
        return x.scaled(of_features), [memory[0].scaled(of_memory), *memory[1:]]

    def reading(self) -> range:
        """Return the numbers of the steps in the order of the layer."""
        return range(self.steps)[:: -1 if self.backwards else 1]

    def read(self, steps: list[Expression], weights: list[Expression]) -> Expression:
        """Return the outputs for a batch, given its steps in their own order."""
        before = self.zeros(len(steps[0].value)) if self.memory is None else self.memory
        memory, outputs = [Expression(each) for each in before], []
        for i in self.reading():
            after = self.step(*self.seen(steps[i], memory), weights)
            if self.mask is not None:
                real = self.mask[:, i : i + 1]
                pairs = zip(after, memory, strict=True)
                after = [new.scaled(real) + old.scaled(1 - real) for new, old in pairs]
            memory = after
            outputs.append(memory[0])
        self.after = [each.value for each in memory]
        returned = outputs if self.returns_all else outputs[-1:]
        return side_by_side([*returned, *memory] if self.returns_state else returned)

    def leaves(self, inputs: Reals) -> tuple[list[Expression], list[Expression]]:
        """Return the steps of a batch [m][n], and the weights as matrices."""
        n = self.features
        steps = [Expression(inputs[:, i * n : (i + 1) * n]) for i in range(self.steps)]
        return steps, [Expression(np.atleast_2d(each)) for each in self.matrices()]

    def matrices(self) -> list[Reals]:
        """Return the weights, each bias by itself."""
        return self.weights()

    def mask_after(self, inputs: Reals) -> Reals | None:
        """Return the mask of the outputs."""
        if self.mask is None or self.returns_state or not self.returns_all:
            return None
        return self.mask[:, self.reading()]

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the outputs for a batch."""
        return self.read(*self.leaves(inputs)).value

    def weights(self) -> list[Reals]:
        """Return the weights, which the optimizer moves in place."""
        kernels = [self.kernel, self.recurrent_kernel]
        return kernels if self.bias is None else [*kernels, self.bias]

    def weight_gradients(self, inputs: Reals, deltas: Reals) -> list[Reals]:
        """Return the gradients of the weights."""
        steps, weights = self.leaves(inputs)
        found = gradients_of(self.read(steps, weights), deltas, weights)
        kernels, biases = found[:2], found[2:]
        return kernels if self.bias is None else [*kernels, np.reshape(biases, self.bias.shape)]

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        steps, weights = self.leaves(inputs)
        return np.concatenate(gradients_of(self.read(steps, weights), deltas, steps), axis=1)

    def shown(self) -> dict[str, Any]:
        """Return a copy of the weights, as an answer has them."""
        bias = None if self.bias is None else self.bias.copy()
        kernels = {"kernel": self.kernel.copy(), "recurrent_kernel": self.recurrent_kernel.copy()}
        return {**kernels, "bias": bias}


class SimpleRNN(Recurrent):
    """A simple recurrent layer: h = activation(x W + h' U + b)."""

    def step(
        self, x: Expression, memory: list[Expression], weights: list[Expression]
    ) -> list[Expression]:
        """Return the state after a step."""
        return [preactivations(x, memory[0], weights).activated(self.units)]


def preactivations(x: Expression, h: Expression, weights: list[Expression]) -> Expression:
    """Return x W + h U + b, the bias being optional."""
    kernel, recurrent_kernel, *biases = weights
    result = x @ kernel + h @ recurrent_kernel
    return result + biases[0] if biases else result
