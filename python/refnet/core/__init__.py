"""The chapters through the C core: the names of refnet.reference, over NumPy arrays.

Every function gives the bits of its namesake in refnet.reference. Arrays that are contiguous
float64 (or bool) already are read where they are; the interpreter's lock is released meanwhile.
"""

from refnet.core.button_press import ButtonPressRun, button_press
from refnet.core.rabbit import RabbitRun, rabbit

__all__ = ["ButtonPressRun", "RabbitRun", "button_press", "rabbit"]
