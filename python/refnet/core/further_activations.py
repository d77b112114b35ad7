"""Chapter further_activations through the C core: as in refnet.reference.further_activations."""

from refnet._core import lib
from refnet.core.checks import checked_activation
from refnet.reference.checks import FROM_OUTPUTS
from refnet.reference.further_activations import FROM_PREACTIVATIONS
from refnet.reference.readers import as_number


def leaky_relu(d: float, slope: float) -> float:
    """Return d, or slope * d where d is not positive (ACT-1). Raises RefnetError: wrong_type."""
    result: float = lib.refnet_leaky_relu(as_number("d", d), as_number("slope", slope))
    return result


def elu(d: float) -> float:
    """Return d, or e^d - 1 where d is not positive (ACT-2). Raises RefnetError: wrong_type."""
    result: float = lib.refnet_elu(as_number("d", d))
    return result


def selu(d: float) -> float:
    """Return elu with another slope on either side (ACT-3). Raises RefnetError: wrong_type."""
    result: float = lib.refnet_selu(as_number("d", d))
    return result


def softplus(d: float) -> float:
    """Return ln(1 + e^d), a relu without a corner (ACT-4). Raises RefnetError: wrong_type."""
    result: float = lib.refnet_softplus(as_number("d", d))
    return result


def hard_sigmoid(d: float) -> float:
    """Return (d + 3)/6, at least 0 and at most 1 (ACT-5). Raises RefnetError: wrong_type."""
    result: float = lib.refnet_hard_sigmoid(as_number("d", d))
    return result


def softsign(d: float) -> float:
    """Return d/(1 + |d|) (ACT-6). Raises RefnetError: wrong_type."""
    result: float = lib.refnet_softsign(as_number("d", d))
    return result


def silu(d: float) -> float:
    """Return d times its sigmoid (ACT-7). Raises RefnetError: wrong_type."""
    result: float = lib.refnet_silu(as_number("d", d))
    return result


def gelu(d: float) -> float:
    """Return d times the probability of a normal number below d (ACT-8).

    Raises RefnetError: wrong_type.
    """
    result: float = lib.refnet_gelu(as_number("d", d))
    return result


def gelu_tanh(d: float) -> float:
    """Return gelu with tanh in place of the normal distribution (ACT-9).

    Raises RefnetError: wrong_type.
    """
    result: float = lib.refnet_gelu_tanh(as_number("d", d))
    return result


def further_activation(activation: str, d: float) -> float:
    """Return the output of a unit (ACT-1 to ACT-10).

    Raises RefnetError: wrong_type, unknown_name.
    """
    number = checked_activation(activation, (*FROM_OUTPUTS, *FROM_PREACTIVATIONS))
    result: float = lib.refnet_further_activation(number, as_number("d", d))
    return result


def leaky_relu_backward(gradient: float, y: float, slope: float) -> float:
    """Return the gradient with respect to the preactivation (ACT-11).

    Raises RefnetError: wrong_type.
    """
    arguments = as_number("gradient", gradient), as_number("y", y), as_number("slope", slope)
    result: float = lib.refnet_leaky_relu_backward(*arguments)
    return result


def backward_from_output(activation: str, gradient: float, y: float) -> float:
    """Return the gradient with respect to the preactivation, from the output (ACT-11).

    Raises RefnetError: wrong_type, unknown_name.
    """
    number = checked_activation(activation, FROM_OUTPUTS)
    result: float = lib.refnet_backward_from_output(
        number, as_number("gradient", gradient), as_number("y", y)
    )
    return result


def silu_backward(gradient: float, d: float) -> float:
    """Return the gradient with respect to the preactivation d (ACT-12).

    Raises RefnetError: wrong_type.
    """
    result: float = lib.refnet_silu_backward(as_number("gradient", gradient), as_number("d", d))
    return result


def gelu_backward(gradient: float, d: float) -> float:
    """Return the gradient with respect to the preactivation d (ACT-12).

    Raises RefnetError: wrong_type.
    """
    result: float = lib.refnet_gelu_backward(as_number("gradient", gradient), as_number("d", d))
    return result


def gelu_tanh_backward(gradient: float, d: float) -> float:
    """Return the gradient with respect to the preactivation d (ACT-12).

    Raises RefnetError: wrong_type.
    """
    arguments = as_number("gradient", gradient), as_number("d", d)
    result: float = lib.refnet_gelu_tanh_backward(*arguments)
    return result


def backward_from_preactivation(activation: str, gradient: float, d: float) -> float:
    """Return the gradient with respect to the preactivation d, from d itself (ACT-12).

    Raises RefnetError: wrong_type, unknown_name.
    """
    number = checked_activation(activation, FROM_PREACTIVATIONS)
    result: float = lib.refnet_backward_from_preactivation(
        number, as_number("gradient", gradient), as_number("d", d)
    )
    return result
