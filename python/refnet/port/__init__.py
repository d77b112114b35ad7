"""The Python ports: the protocol, the experiments, and ``python -m refnet.port``."""
