"""The chapters through the C core: the names of refnet.reference, over NumPy arrays.

Every function gives the bits of its namesake in refnet.reference. Arrays that are contiguous
float64 (or bool) already are read where they are; the interpreter's lock is released meanwhile.
"""

from refnet.core.button_press import (
    ButtonPressRun,
    add_rule,
    button_press,
    output_error,
    weighted_sum,
    widrow_hoff_rule,
)
from refnet.core.rabbit import RabbitRun, blinks, rabbit, reinforce

__all__ = [
    "ButtonPressRun",
    "RabbitRun",
    "add_rule",
    "blinks",
    "button_press",
    "output_error",
    "rabbit",
    "reinforce",
    "weighted_sum",
    "widrow_hoff_rule",
]
