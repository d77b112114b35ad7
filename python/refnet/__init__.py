"""refnet: small neural networks that give the same bits in Python, C, JavaScript and Go.

``refnet.reference`` is the pure-Python text, ``refnet.core`` the same through the C core.
"""

from refnet.errors import RefnetError

__all__ = ["RefnetError"]
__version__ = "0.1.0"
