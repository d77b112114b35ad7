"""The chapters in pure Python: the text that js/src and go/ mirror and that csrc reproduces."""

from refnet.reference.button_press import (
    ButtonPressTrial,
    add_rule,
    button_press,
    output_error,
    weighted_sum,
    widrow_hoff_rule,
)
from refnet.reference.rabbit import RabbitTrial, blinks, rabbit, reinforce

__all__ = [
    "ButtonPressTrial",
    "RabbitTrial",
    "add_rule",
    "blinks",
    "button_press",
    "output_error",
    "rabbit",
    "reinforce",
    "weighted_sum",
    "widrow_hoff_rule",
]
