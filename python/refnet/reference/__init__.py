"""The chapters in pure Python: the text that js/src and go/ mirror and that csrc reproduces."""

from refnet.reference.button_press import ButtonPressTrial, button_press
from refnet.reference.rabbit import RabbitTrial, rabbit

__all__ = ["ButtonPressTrial", "RabbitTrial", "button_press", "rabbit"]
