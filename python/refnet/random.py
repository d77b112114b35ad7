"""The seed of new models under the name that TensorFlow has for it: ``tf.random.set_seed``."""

from refnet.seeds import set_random_seed as set_seed

__all__ = ["set_seed"]
