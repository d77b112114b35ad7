"""Chapter gru_reset_before: gated recurrent units that reset the outputs before the product.

In chapter gru, the reset gate r says how much the candidate sees of what the outputs before
contribute. Here it says how much the candidate sees of the outputs before themselves: they are
multiplied by r first, and the recurrent kernel comes after. Then nothing stands between the
contributions of the features and of the outputs before, so that one bias and one sum are enough:
each sum begins with the bias, goes on over the features, and ends with the outputs before, those of
the candidates with the reset ones.

Derivation: with h = z * h' + (1 - z) * g, where g sees s = r * h', the gradients are those of
chapter gru; but the delta of g goes through the recurrent kernel first, which gives the gradient of
s. Times h' that is the gradient of r, and times r it is a part of the gradient of h'.

Source: K. Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical
machine translation", 2014; reset_after=False in Keras.

m examples of t steps with n features; u units.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.activations import activate, activation_backward
from refnet.reference.dense import (
    DenseLayer,
    dense_forward,
    dense_input_gradients,
    dense_parameter_gradients,
)
from refnet.reference.dropout import times_factors
from refnet.reference.lstm import gate_columns
from refnet.reference.parts import split_delta, with_state
from refnet.reference.recurrent import (
    Example,
    examples_of,
    gradients_through_time,
    input_gradient_row,
    output_gradient_rows,
    output_row,
    seen_row,
)

Matrix = Sequence[Sequence[float]]


class ResetBeforeStep(NamedTuple):
    """What the units calculate at a step, [u] each.

    update_gate z, reset_gate r, reset_state s: the outputs before times r, candidate g, output h.
    """

    update_gate: list[float]
    reset_gate: list[float]
    reset_state: list[float]
    candidate: list[float]
    output: list[float]


class ResetBeforeGradients(NamedTuple):
    """What the backward pass finds in one example; see ``StepGradients``.

    rows and deltas: of all columns of the kernel; states and reset_states: what the gates and the
    candidates see of the outputs before.
    """

    rows: list[list[float]]
    deltas: list[list[float]]
    states: list[list[float]]
    reset_states: list[list[float]]
    input_gradients: list[list[float]]


def reset_before_features(layer: Any) -> DenseLayer:
    """Return the dense layer of all columns that sees the features of a step."""
    return DenseLayer(3 * layer.units, "linear", layer.kernel, layer.bias)


def reset_before_gates(layer: Any) -> DenseLayer:
    """Return the dense layer of both gates that sees the outputs before."""
    u = layer.units
    return DenseLayer(2 * u, "linear", [row[: 2 * u] for row in layer.recurrent_kernel])


def reset_before_candidates(layer: Any) -> DenseLayer:
    """Return the dense layer of the candidates that sees the reset outputs before."""
    u = layer.units
    return DenseLayer(u, "linear", [row[2 * u :] for row in layer.recurrent_kernel])


def reset_before_step(
    seen: Sequence[float],
    features: DenseLayer,
    gates: DenseLayer,
    candidates: DenseLayer,
    layer: Any,
) -> ResetBeforeStep:
    """Return what the units calculate at a step, from what they see (GRU-4).

    seen [n + u]: the features of the step and the outputs before; features, gates, candidates: the
    three dense layers. The sums of the last two go on from those of the first, as from a bias.
    """
    u, n = layer.units, layer.input_shape[1]
    h = seen[n:]
    [x] = dense_forward([seen[:n]], features)
    [sums] = dense_forward([h], gates._replace(bias=x[: 2 * u]))
    z = activate(layer.recurrent_activation, gate_columns(sums, 0, u))
    r = activate(layer.recurrent_activation, gate_columns(sums, 1, u))
    s = [r[j] * h[j] for j in range(u)]
    [sums] = dense_forward([s], candidates._replace(bias=gate_columns(x, 2, u)))
    g = activate(layer.activation, sums)
    output = [z[j] * h[j] + (1.0 - z[j]) * g[j] for j in range(u)]
    return ResetBeforeStep(z, r, s, g, output)


def reset_before_steps(example: Example, layer: Any) -> list[ResetBeforeStep]:
    """Return what is before the first step, and each step (GRU-4).

    -> [t + 1]; a step that is left out is the one before again
    """
    layers = reset_before_features(layer), reset_before_gates(layer), reset_before_candidates(layer)
    zeros = [0.0] * layer.units
    calculated = [ResetBeforeStep(zeros, zeros, zeros, zeros, example.state)]
    for step in example.steps:
        before = calculated[-1]
        if step is None:
            calculated.append(before)
            continue
        seen = seen_row(step, before.output, example)
        calculated.append(reset_before_step(seen, *layers, layer))
    return calculated


def reset_before_forward(inputs: Matrix, layer: Any) -> list[list[float]]:
    """Return the outputs of each step, or of the last one, of each example (GRU-4, PART-3).

    inputs [m][t * n] -> [m][t * u] or [m][u]
    """
    rows = []
    for example in examples_of(inputs, layer, layer.units):
        outputs = [step.output for step in reset_before_steps(example, layer)[1:]]
        rows.append(with_state(output_row(outputs, layer), outputs[-1], layer))
    return rows


def reset_before_final_states(inputs: Matrix, layer: Any) -> list[list[float]] | None:
    """Return the outputs after the last step, if the layer keeps them (RNN-6).

    inputs [m][t * n] -> [m][u]
    """
    if not layer.stateful:
        return None
    examples = examples_of(inputs, layer, layer.units)
    return [reset_before_steps(example, layer)[-1].output for example in examples]


def reset_before_step_deltas(
    of_output: Sequence[float],
    now: ResetBeforeStep,
    h: Sequence[float],
    candidates: DenseLayer,
    layer: Any,
) -> tuple[list[float], list[float]]:
    """Return the deltas of a step, and the gradient of the reset outputs before (GRU-5).

    of_output [u]: the gradient of the outputs; h [u]: the outputs before, as the units saw them;
    candidates: their dense layer -> [3 * u], [u]
    """
    gates, units = layer.recurrent_activation, range(layer.units)
    of_z = [of_output[j] * (h[j] - now.candidate[j]) for j in units]
    of_g = [of_output[j] * (1.0 - now.update_gate[j]) for j in units]
    g = activation_backward(layer.activation, of_g, now.candidate)
    [of_s] = dense_input_gradients([], [g], candidates)
    of_r = [of_s[j] * h[j] for j in units]
    z = activation_backward(gates, of_z, now.update_gate)
    r = activation_backward(gates, of_r, now.reset_gate)
    return [*z, *r, *g], of_s


def reset_before_backward(
    example: Example, delta: Sequence[float], layer: Any
) -> ResetBeforeGradients:
    """Return the gradients of one example, found from the last step to the first (GRU-5).

    delta [t * u] or [u]
    """
    features, gates = reset_before_features(layer), reset_before_gates(layer)
    candidates, n, u = reset_before_candidates(layer), layer.input_shape[1], layer.units
    calculated = reset_before_steps(example, layer)
    of_outputs, of_output = split_delta(delta, layer)  # of_output: from the step after
    output_gradients = output_gradient_rows(of_outputs, layer)
    result = ResetBeforeGradients([], [], [], [], [])
    for i in range(len(calculated) - 2, -1, -1):
        total = [a + b for a, b in zip(output_gradients[i], of_output, strict=True)]
        step, now, before = example.steps[i], calculated[i + 1], calculated[i]
        if step is None:
            of_output = total
            result.input_gradients.append([0.0] * n)
            continue
        seen = seen_row(step, before.output, example)
        deltas, of_s = reset_before_step_deltas(total, now, seen[n:], candidates, layer)
        [of_features] = dense_input_gradients([], [deltas], features)
        [through] = dense_input_gradients([], [deltas[: 2 * u]], gates)
        kept = [total[j] * now.update_gate[j] + of_s[j] * now.reset_gate[j] for j in range(u)]
        of_state = [a + b for a, b in zip(kept, through, strict=True)]
        gradients = times_factors([*of_features, *of_state], example.factors)
        of_output = gradients[n:]
        result.rows.append(seen[:n])
        result.deltas.append(deltas)
        result.states.append(seen[n:])
        result.reset_states.append(now.reset_state)
        result.input_gradients.append(gradients[:n])
    for found in result:
        found.reverse()  # the last step was found first
    return result


def reset_before_parameter_gradients(
    inputs: Matrix, deltas: Matrix, layer: Any
) -> list[list[float]]:
    """Return the gradients of the parameters, summed over all steps in order (GRU-6).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> vectors as ``gru_parameters`` returns them
    """
    found = gradients_through_time(inputs, deltas, layer, layer.units, reset_before_backward)
    rows = [row for each in found for row in each.rows]
    step_deltas = [row for each in found for row in each.deltas]
    states = [row for each in found for row in each.states]
    reset_states = [row for each in found for row in each.reset_states]
    n, u = len(layer.kernel), layer.units
    kernel = dense_parameter_gradients(rows, step_deltas, reset_before_features(layer))
    of_gates, of_candidates = (
        [row[: 2 * u] for row in step_deltas],
        [row[2 * u :] for row in step_deltas],
    )
    gates = dense_parameter_gradients(states, of_gates, reset_before_gates(layer))
    candidates = dense_parameter_gradients(
        reset_states, of_candidates, reset_before_candidates(layer)
    )
    recurrent = [[*a, *b] for a, b in zip(gates, candidates, strict=True)]
    return [*kernel[:n], *recurrent, *kernel[n:]]


def reset_before_input_gradients(inputs: Matrix, deltas: Matrix, layer: Any) -> list[list[float]]:
    """Return the gradients of the inputs (GRU-5).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n]
    """
    found = gradients_through_time(inputs, deltas, layer, layer.units, reset_before_backward)
    return [input_gradient_row(each.input_gradients, layer) for each in found]
