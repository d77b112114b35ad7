"""Chapter further_activations through the C core: as in refnet.reference.further_activations."""

from refnet._core import lib
from refnet.core.checks import checked_activation
from refnet.reference.further_activations import FROM_OUTPUTS, FROM_PREACTIVATIONS
from refnet.reference.readers import as_number


def leaky_relu(d: float, slope: float) -> float:
    """Return d, or slope * d where d is not positive (ACT-1). Raises RefnetError: wrong_type."""
    result: float = lib.refnet_leaky_relu(as_number("d", d), as_number("slope", slope))
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


def backward_from_preactivation(activation: str, gradient: float, d: float) -> float:
    """Return the gradient with respect to the preactivation d, from d itself (ACT-12).

    Raises RefnetError: wrong_type, unknown_name.
    """
    number = checked_activation(activation, FROM_PREACTIVATIONS)
    result: float = lib.refnet_backward_from_preactivation(
        number, as_number("gradient", gradient), as_number("d", d)
    )
    return result
